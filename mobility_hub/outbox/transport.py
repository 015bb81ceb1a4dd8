"""Handing a message over. By SMTP one step at a time, so that a fault tells whether the mail can have arrived.

Any other mail backend of Django's kind works too; then everything after the call is unclear when it fails.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from email.utils import parseaddr
from types import TracebackType

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from mobility_hub import conf

_OK = (250, 251, 252)
_GO_ON = 354
_CLOSING = 421
_TOO_BIG = 552

# What the server has against us, not against the recipient: signing in, the right to relay (RFC 3463, 5.7: security or policy).
_OUR_FAULT = re.compile(r"^(530|535|538)|^\d{3}[ -]5\.7\.")

_FIRST_DOT = re.compile(rb"(?m)^\.")


class ServerFault(Exception):
    """The server cannot be reached, or takes no mail now. ``unclear``: the mail in hand may have arrived all the same."""

    def __init__(self, fault: str, *, unclear: bool = False) -> None:
        super().__init__(fault)
        self.unclear = unclear


class Refused(Exception):
    """The server spoke about this very mail: it has not arrived. ``permanent``: and never will."""

    def __init__(self, fault: str, *, permanent: bool) -> None:
        super().__init__(fault)
        self.permanent = permanent


class Transport:
    """One connection, opened at the first mail and closed at the end of the ``with`` block."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend = get_connection(conf.MAIL_TRANSPORT.value, fail_silently=False)
        self._is_open = False

    def __enter__(self) -> Transport:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        if self._is_open:
            try:
                self._backend.close()
            except (OSError, smtplib.SMTPException):
                self._drop_connection()

    def open(self) -> None:
        """Connect when not connected yet. Raises ``ServerFault``."""
        if self._is_open:
            return
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as fault:
            raise ServerFault(_told(fault)) from None
        self._is_open = True

    def hand_over(self, message: EmailMultiAlternatives, *, before: Callable[[], bool]) -> bool:
        """Send ``message``. ``before`` is called at the last moment at which it has certainly not arrived; False stops it.

        Return whether it was sent. Raises ``Refused``, or ``ServerFault`` after which the connection is gone.
        """
        # A backend that sends in a way of its own (signing, for example) keeps it.
        smtp = self._backend.connection if isinstance(self._backend, SmtpBackend) else None
        if smtp is not None and type(self._backend)._send is SmtpBackend._send:  # type: ignore[attr-defined]  # stubs lack it
            return self._by_steps(smtp, message, before)
        if not before():
            return False
        try:
            self._backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as fault:
            code, answer = next(iter(fault.recipients.values()))
            raise Refused(_answer(code, answer), permanent=code >= 500) from None
        except smtplib.SMTPDataError as fault:
            raise Refused(_answer(fault.smtp_code, fault.smtp_error), permanent=fault.smtp_code >= 500) from None
        except Exception as fault:
            raise ServerFault(_told(fault), unclear=True) from None
        return True

    def _by_steps(self, smtp: smtplib.SMTP, message: EmailMultiAlternatives, before: Callable[[], bool]) -> bool:
        data = re.sub(rb"\r\n|\r|\n", b"\r\n", message.message().as_bytes())
        try:
            self._address(smtp, message, len(data))
            if not before():
                smtp.rset()
                return False
            code, answer = smtp.docmd("DATA")
        except (OSError, smtplib.SMTPServerDisconnected) as fault:
            self._drop_connection()
            raise ServerFault(_told(fault)) from None
        if code != _GO_ON:
            self._refuse(code, answer)
        try:
            smtp.send(_FIRST_DOT.sub(b"..", data) + (b"" if data.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            code, answer = smtp.getreply()
        except (OSError, smtplib.SMTPServerDisconnected) as fault:
            self._drop_connection()
            raise ServerFault(_told(fault), unclear=True) from None
        if code not in _OK:
            self._refuse(code, answer)
        return True

    def _address(self, smtp: smtplib.SMTP, message: EmailMultiAlternatives, size: int) -> None:
        """Say from whom and to whom, and take the server's word."""
        sender, recipient = _envelope(message)
        smtp.ehlo_or_helo_if_needed()
        options = [f"SIZE={size}"] if smtp.has_extn("size") else []
        options += ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
        code, answer = smtp.mail(sender, options)
        if code == _TOO_BIG:
            self._refuse(code, answer)
        elif code not in _OK:
            self._reset(smtp)
            raise ServerFault(_answer(code, answer))
        code, answer = smtp.rcpt(recipient)
        if code not in _OK:
            self._refuse(code, answer, ours=bool(_OUR_FAULT.match(_answer(code, answer))))

    def _refuse(self, code: int, answer: bytes | str, *, ours: bool = False) -> None:
        told = _answer(code, answer)
        if code == _CLOSING or code < 0:
            self._drop_connection()
            raise ServerFault(told)
        if isinstance(self._backend, SmtpBackend) and self._backend.connection:
            self._reset(self._backend.connection)
        raise Refused(told, permanent=code >= 500 and not ours)

    def _reset(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._drop_connection()

    def _drop_connection(self) -> None:
        """Let go without a word: the other end does not listen, and a farewell would wait for it."""
        self._is_open = False
        if isinstance(self._backend, SmtpBackend) and self._backend.connection:
            self._backend.connection.close()
            self._backend.connection = None


def _envelope(message: EmailMultiAlternatives) -> tuple[str, str]:
    """The sender's and the recipient's address, domains in ASCII. Raises ``Refused`` when one cannot be an address."""
    return _bare_address(message.from_email), _bare_address(message.to[0])


def _bare_address(address: str) -> str:
    local, at, domain = parseaddr(address)[1].rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        local.encode("ascii")
    except UnicodeError:
        ascii_domain = ""
    if not (local and at and ascii_domain):
        raise Refused("The sender or the recipient is not a mail address.", permanent=True)
    return f"{local}@{ascii_domain}"


def _answer(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(f"{code} {text}".split())


def _told(fault: BaseException) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return _answer(fault.smtp_code, fault.smtp_error)
    return f"{type(fault).__name__}: {fault}"
