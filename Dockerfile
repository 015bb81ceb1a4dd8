FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=settings.production VAR_DIR=/var/lib/mobility-hub
WORKDIR /srv/mobility-hub
COPY requirements/production.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --requirement requirements/production.txt
COPY manage.py ./
COPY mobility_hub mobility_hub
COPY groups groups
COPY home home
COPY search search
COPY settings settings
RUN useradd --system --home-dir /srv/mobility-hub hub && mkdir -p "$VAR_DIR" && chown hub "$VAR_DIR"
# The manifest of static files is part of the image; the values here are used for nothing else.
RUN SECRET_KEY=0123456789abcdefghijklmnopqrstuvwxyz0123456789-only-for-collectstatic ALLOWED_HOSTS=build.invalid BASE_URL=https://build.invalid \
    DATABASE_URL=sqlite:////tmp/build.sqlite3 REDIS_URL=redis://build.invalid EMAIL_URL=smtp://build.invalid DEFAULT_FROM_EMAIL=build@build.invalid \
    STATIC_DIR=/srv/mobility-hub/static python manage.py collectstatic --noinput --verbosity 0
ENV STATIC_DIR=/srv/mobility-hub/static
USER hub
VOLUME ["/var/lib/mobility-hub"]
EXPOSE 8000
CMD ["gunicorn", "settings.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--access-logfile", "-"]
