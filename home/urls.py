"""The reference site's own addresses: ``urlpatterns`` stand before the Wagtail admin's, ``localised`` in every language."""

from django.urls import include, path

from home import mailbox, views
from home.robots import robots

urlpatterns = [
    path("robots.txt", robots),
    path("admin-login/", views.admin_login, name="admin_login"),
    path("admin/login/", views.admin_login),
    path("mejllada/", mailbox.index, name="mailbox"),
    path("mejllada/<str:key>/", mailbox.mail, name="mailbox_mail"),
    path("mejllada/<str:key>/html/", mailbox.html_part, name="mailbox_html"),
    path("mejllada/<str:key>/kalla/", mailbox.source, name="mailbox_source"),
]

localised = [
    path("_util/login/", views.to_sign_in),
    path("accounts/login/", views.SignInView.as_view(), name="account_login"),
    path("accounts/login/password/", views.PasswordSignInView.as_view(), name="password_login"),
    path("accounts/login/code/confirm/", views.LoginCodeView.as_view(), name="account_confirm_login_code"),
    path("accounts/confirm-email/", views.EmailCodeView.as_view(), name="account_email_verification_sent"),
    path("accounts/email/", views.ChangeEmailView.as_view(), name="account_email"),
    path("accounts/password/set/", views.SetPasswordView.as_view(), name="account_set_password"),
    path("accounts/reauthenticate/code/", views.ProofCodeView.as_view(), name="reauthenticate_by_code"),
    path("accounts/", include("allauth.urls")),
]
