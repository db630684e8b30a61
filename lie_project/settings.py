"""Django's settings.  What differs between deployments comes from ``LIE_*`` variables (env.py)."""

import os
import sys
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lie_project import env

try:
    LIE = env.load(os.environ)
except ImproperlyConfigured as wrong:  # for a person: no traceback around it
    sys.exit(f"LIE does not start: {wrong}")

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(LIE.data_dir)

SECRET_KEY = LIE.secret_key
DEBUG = LIE.debug
ALLOWED_HOSTS = env.split(LIE.hosts)
SOCKET_ORIGINS = env.split(LIE.origins) or [
    origin
    for host in ALLOWED_HOSTS
    for origin in (f"https://{host}", *([] if LIE.https else [f"http://{host}:{LIE.port}"]))
]
CSRF_TRUSTED_ORIGINS = SOCKET_ORIGINS

INSTALLED_APPS = [
    "lie_project.desk.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "events",
    "rooms",
    "game",
    "chat",
    "media",
    "people",
    "lie_project.apps.LieConfig",
    "lie_project.logs.apps.LogsConfig",  # after all handlers are known
]
MIDDLEWARE = [
    "lie_project.logs.requests.Numbered",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lie_project.middleware.Compressed",
    "lie_project.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "lie_project.errors.FriendlyErrors",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lie_project.turnstile.Turnstile",
    "people.door.Door",
    "lie_project.desk.door.SideDoor",
]
ROOT_URLCONF = "lie_project.urls"
ASGI_APPLICATION = "lie_project.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "lie_project" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Transactions start with the write lock (IMMEDIATE): two writers queue up and never deadlock on the
# upgrade from reader to writer, which no timeout can cure.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8000;",
}
_database: dict[str, Any] = dict(dj_database_url.parse(LIE.database_url, conn_max_age=None))
if LIE.database_url.startswith("sqlite"):
    _database["OPTIONS"] = SQLITE_OPTIONS
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "lie_project" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "sign_in"

# The admin's door: who guesses passwords there is locked out.  Players' own sign-in has limits of its own
# (people.limits).
if find_spec("axes"):
    INSTALLED_APPS += ["axes"]
    MIDDLEWARE += ["axes.middleware.AxesMiddleware"]
    AUTHENTICATION_BACKENDS = [
        "axes.backends.AxesStandaloneBackend",
        "django.contrib.auth.backends.ModelBackend",
    ]
# A second factor at that door: asked for with LIE_ADMIN_OTP, there with LIE's extra.
if find_spec("django_otp"):
    INSTALLED_APPS += ["django_otp", "django_otp.plugins.otp_totp", "django_otp.plugins.otp_static"]
elif LIE.admin_otp:
    sys.exit("LIE does not start: LIE_ADMIN_OTP wants LIE's extra otp: pip install '.[otp]'")
OTP_TOTP_ISSUER = "LIE"
AXES_ONLY_ADMIN_SITE = True
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = ["ip_address"]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "lie_project.desk.door.address_of"
AXES_LOCKOUT_CALLABLE = "lie_project.desk.door.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if LIE.https:
    SESSION_COOKIE_NAME = "__Host-session"  # no other name under the domain can set it
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^(livez|readyz|metrics)$"]  # asked from within, past the proxy
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
# Other names under the domain, and browsers' own lists, are for the owner of the domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "lie_project.logs.formatter.JsonLines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LIE.log}},
    "root": {"handlers": ["console"], "level": LIE.log_level},
}
