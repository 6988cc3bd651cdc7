"""Settings shared by every environment; each value that differs comes from the environment."""

import logging
from pathlib import Path

import django_stubs_ext
import environ
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config.settings.api import *  # noqa: F403 -- read by Django's settings object
from config.settings.celery import *  # noqa: F403 -- the CELERY_* names are read by Django's settings object
from config.settings.logs import LOGGING  # noqa: F401 -- read by Django's settings object

# Model fields, forms and admin classes take type parameters when Django runs, too.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.FileAwareEnv()

DEBUG = False
DEMO = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "portal",
    "matching",
    "orders",
    "messaging",
    "accounts",
    "vocabulary",
    "outbox",
    "common",
    # After ours: where two catalogues translate the same sentence, the first app wins.
    "django.contrib.admin",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
]

MIDDLEWARE = [
    # Outermost, so that no refusal of the others answers a program in HTML.
    "common.api.middleware.ProblemDocumentsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInAgainMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "common.middleware.RequestLogMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Knows no async, so everything before it answers in one thread under ASGI, too; ours do not pretend otherwise.
    "pghistory.middleware.HistoryMiddleware",
    "accounts.middleware.ReaderLanguageMiddleware",
    "accounts.middleware.SuspensionMiddleware",
    "accounts.middleware.ConsentMiddleware",
    "common.middleware.PrivatePagesMiddleware",
    "common.site.SiteAddressMiddleware",
    "messaging.middleware.StreamPlaceMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.navigation",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "portal.templatetags.readers"],
        },
    },
]

# The application's role is neither owner nor superuser; migrations use DATABASE_OWNER_URL (common.database).
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres://localhost/kakehashi")}
# Nothing waits for ever. The owner, who migrates, has no such limits (prepare_database).
BACKGROUND_LIMITS = "-c statement_timeout=20s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
PAGE_LIMITS = "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s"
# Under ASGI every request has a thread of its own, so a connection that outlives its request is never used again.
# Workers and the reconciler keep theirs (DB_CONN_MAX_AGE=60); web processes share a pool (config.asgi sets DB_POOL=1).
DATABASES["default"] |= {"CONN_MAX_AGE": env.int("DB_CONN_MAX_AGE", default=0), "CONN_HEALTH_CHECKS": True}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = BACKGROUND_LIMITS
if env.bool("DB_POOL", default=False):
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] |= {"pool": {"min_size": 2, "max_size": 8, "timeout": 3}, "options": PAGE_LIMITS}
DATABASE_OWNER_URL: str = env.str("DATABASE_OWNER_URL", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
# Modules with extra work handlers; the fault tests plug their own in here.
OUTBOX_EXTRA_HANDLERS: list[str] = env.list("OUTBOX_EXTRA_HANDLERS", default=[])

# Rate limits and login counters live in PostgreSQL: wiping Redis opens nothing and logs nobody out.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "common_cache"}}
SESSION_ENGINE = "common.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.ReaderBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:dashboard"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.passwords.LoginForm",
    "reauthenticate": "accounts.forms.passwords.ReauthenticateForm",
    "signup": "accounts.forms.passwords.SignupForm",
    "change_password": "accounts.forms.passwords.ChangePasswordForm",
    "reset_password_from_key": "accounts.forms.passwords.ResetPasswordKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_SESSION_REMEMBER = True
# Whoever takes over an open session can neither change how one signs in nor do it unnoticed.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Besides allauth's own limits: messages to those who run the platform, from one address of the network.
ACCOUNT_RATE_LIMITS = {"contact": "10/h/ip"}
ACCOUNT_SIGNUP_REDIRECT_URL = "accounts:welcome"

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["common.formats"]

STATIC_URL = "static/"
STATIC_ROOT: Path | None = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Uploaded files are private: no address leads to them, views open them for whoever may read them.
MEDIA_ROOT: str = env.str("MEDIA_ROOT", default=str(BASE_DIR / "media"))
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {}}}
# Where the links in mails lead.
SITE_URL: str = env.str("SITE_URL", default="http://127.0.0.1:8000")
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="Kakehashi <no-reply@kakehashi.example>")

# Who runs this platform: shown under every legal text. Production has no default for what the law wants said.
OPERATOR = {
    "name": env.str("OPERATOR_NAME", default="架け橋運営事務局（架空の団体・デモ用）"),
    "representative": env.str("OPERATOR_REPRESENTATIVE", default="代表　見本 太郎（架空の人物）"),
    "address": env.str("OPERATOR_ADDRESS", default="〒000-0000　見本県架空市橋詰1-2-3（架空の住所）"),
    "telephone": env.str("OPERATOR_TELEPHONE", default="000-0000-0000（架空の番号）"),
    "email": env.str("OPERATOR_EMAIL", default="desk@kakehashi.example"),
    # Of the notification as 特定募集情報等提供事業者; empty where none is needed.
    "job_information_number": env.str("OPERATOR_JOB_INFORMATION_NUMBER", default=""),
}

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

PGHISTORY_APPEND_ONLY = False
# Every page that is left cancels its live stream: nothing to warn of.
DJANGO_STRUCTLOG_REQUEST_CANCELLED_LOG_LEVEL = logging.DEBUG
