"""Production: every secret and address from the environment, nothing by default."""

from config.settings.base import *  # noqa: F403
from config.settings.base import OPERATOR, env

SECRET_KEY: str = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = env.str("SITE_URL")
env.str("DATABASE_URL")  # base has a default for development; here its absence must stop the start
# The law wants readers to know whom they deal with.
OPERATOR |= {fact: env.str(f"OPERATOR_{fact.upper()}") for fact in OPERATOR if fact != "job_information_number"}
REDIS_URL = env.str("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
# Inside the program's own folder uploads would be lost with the next version.
MEDIA_ROOT = env.str("MEDIA_ROOT")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.str("SMTP_HOST"),
            "port": env.int("SMTP_PORT", default=587),
            "username": env.str("SMTP_USER", default=""),
            "password": env.str("SMTP_PASSWORD", default=""),
            "use_tls": env.bool("SMTP_TLS", default=True),
            # A worker holds its lease and a transaction while it talks to the mail server.
            "timeout": 5,
        },
    },
}

# One switch for everything that presumes TLS in front.
HTTPS = env.bool("HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
# Load balancers and container runtimes ask for the health page directly, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
# Other origins whose forms are believed; none are needed while the proxy passes the host on.
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Behind one proxy of ours, which says how and from where it was reached. Without it nobody's word is taken for that.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Sign-in attempts are counted by the reader's address, not by the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
