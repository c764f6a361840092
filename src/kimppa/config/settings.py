"""All settings; everything that differs between installations comes from the environment."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP

from kimppa.core.home import path
from kimppa.core.signin.providers import read_providers
from kimppa.operations import env, logs
from kimppa.operations.database import database

PACKAGE = Path(__file__).resolve().parents[1]


def instance_home() -> Path:
    """`KIMPPA_HOME`, made with owner-only rights when missing."""
    home = Path(env.text("KIMPPA_HOME", "var")).absolute()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def secret_key(folder: Path) -> str:
    """`KIMPPA_SECRET_KEY`, or a key made once and kept in the instance folder."""
    environment_key = env.text("KIMPPA_SECRET_KEY")
    if environment_key:
        return environment_key
    file = path("secret-key", folder)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii")
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(key)
    return key


KIMPPA_HOME = instance_home()
KIMPPA_TODAY = env.text("KIMPPA_TODAY")
PORT = env.number("PORT", 8000)
KIMPPA_PUBLIC_URL = env.text("KIMPPA_PUBLIC_URL", f"http://localhost:{PORT}").rstrip("/")

SECRET_KEY = secret_key(KIMPPA_HOME)
DEBUG = env.flag("KIMPPA_DEBUG")
ALLOWED_HOSTS = [
    *env.words("KIMPPA_HOSTS", "localhost,127.0.0.1,[::1]"),
    urlsplit(KIMPPA_PUBLIC_URL).hostname or "",
]
SECURE = KIMPPA_PUBLIC_URL.startswith("https://")
# With https there is a proxy in front, usually on this machine; its word about visitors counts.
KIMPPA_PROXY = env.networks("KIMPPA_PROXY", "127.0.0.1,::1,unix" if SECURE else "")
KIMPPA_MAX_UPLOAD_MB = env.number("KIMPPA_MAX_UPLOAD_MB", 64)
KIMPPA_THREADS = env.number("KIMPPA_THREADS", 2)  # `kimppa serve --threads` sets it for them all
KIMPPA_METRICS_TOKEN = env.text("KIMPPA_METRICS_TOKEN")

# The four top rooms and every area; each tells the rest about itself in its apps.py.
ROOMS = [
    "kimppa.desk",
    "kimppa.agreement",
    "kimppa.programme",
    "kimppa.report",
    "kimppa.catalogue",
    "kimppa.statistics",
    "kimppa.pages",
    "kimppa.feedback",
    "kimppa.publishing",
    "kimppa.eresources",
    "kimppa.meetings",
]

INSTALLED_APPS = [
    "kimppa.config",
    "kimppa.operations",
    *ROOMS,
    "kimppa.ui",
    "kimppa.jobs",
    "kimppa.core",
    "django_tasks_db",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "kimppa.operations.middleware.Headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kimppa.operations.middleware.Pack",
    "kimppa.operations.middleware.Conditional",
    "kimppa.desk.middleware.Readable",
    "kimppa.desk.middleware.Methods",
    "kimppa.desk.middleware.SecretAddress",
    "kimppa.desk.middleware.OneLook",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kimppa.desk.middleware.SessionRules",
    "kimppa.desk.middleware.PersonLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# Internal receivers ("host:port") that may be asked although a person gave their address.
KIMPPA_OUTBOUND_ALLOW = env.words("KIMPPA_OUTBOUND_ALLOW")

ROOT_URLCONF = "kimppa.config.urls"
WSGI_APPLICATION = "kimppa.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kimppa.ui.context.shell",
            ],
            "builtins": ["kimppa.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "kimppa.ui.forms.Renderer"

DATABASES = {"default": database(env.text("KIMPPA_DATABASE"), KIMPPA_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.Person"
AUTHENTICATION_BACKENDS = ["kimppa.core.signin.backend.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Signing in: the desk has its own pages and limits; allauth speaks OpenID and checks factors.
KIMPPA_OIDC = read_providers(env.text)
KIMPPA_SECOND_FACTOR = env.choice("KIMPPA_SECOND_FACTOR", ("none", "coordinator", "all"))
KIMPPA_SESSION_IDLE_MINUTES = env.number("KIMPPA_SESSION_IDLE_MINUTES", 720)
KIMPPA_SESSION_DAYS = env.number("KIMPPA_SESSION_DAYS", 14)
KIMPPA_SIGN_IN_LOG_DAYS = env.number("KIMPPA_SIGN_IN_LOG_DAYS", 180)
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
SOCIALACCOUNT_ADAPTER = "kimppa.desk.signin.openid.Adapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
MFA_ADAPTER = "kimppa.core.signin.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 10
LOGIN_URL = "desk:sign-in"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "desk:sign-in"

LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True
FORMAT_MODULE_PATH = "kimppa.ui.formats"

STATIC_URL = "/static/"
STATIC_ROOT = path("static", KIMPPA_HOME)
# The letters of the finished documents, for the same documents on a page and printed from it.
STATICFILES_DIRS = [("documents", PACKAGE / "documents" / "vendor" / "source-sans")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "kimppa.ui.compression.StaticFiles"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# With a folder, the worker backs up every night by itself.
KIMPPA_BACKUP_DIR = env.text("KIMPPA_BACKUP_DIR")
KIMPPA_BACKUP_KEEP = env.text("KIMPPA_BACKUP_KEEP", "daily=7,weekly=5,monthly=12")
MEDIA_ROOT = path("files", KIMPPA_HOME)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# Who came by https is settled before Django, by whom the proxy is: see operations.front.client.
SECURE_SSL_REDIRECT = SECURE
# Watchers on this machine pass no proxy; Finna would take a redirect for a success.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$", r"^palaute/finna/"]
# Whether all names under the host's, or all its programs, have https is not ours to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
if SECURE:
    # Browsers take such a cookie only from this very host over https: no neighbour can plant one.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SESSION_ENGINE = "kimppa.core.signin.store"
SESSION_COOKIE_AGE = KIMPPA_SESSION_DAYS * 24 * 60 * 60
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [KIMPPA_PUBLIC_URL]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# A folder of the server from which exports of the catalogue may be taken, for large ones.
KIMPPA_CATALOGUE_DIR = env.text("KIMPPA_CATALOGUE_DIR")
KIMPPA_DEMO_RECORDS = env.number("KIMPPA_DEMO_RECORDS", 60_000)

# The consortium's id in Finna, by which Kirjastohakemisto knows its branches; empty = not asked.
KIMPPA_FINNA_ID = env.text("KIMPPA_FINNA_ID")
KIMPPA_DIRECTORY_URL = env.text("KIMPPA_DIRECTORY_URL", "https://api.kirjastot.fi")

# For how long the link of a question opens after the day of the answer, or after the letter.
KIMPPA_ANSWER_LINK_DAYS = env.number("KIMPPA_ANSWER_LINK_DAYS", 60)
KIMPPA_RUNS_DAYS = env.number("KIMPPA_RUNS_DAYS", 90)

DEFAULT_FROM_EMAIL = env.text("KIMPPA_MAIL_FROM", "kimppa@localhost")
_MAIL_HOST = env.text("KIMPPA_MAIL_HOST")
# Without a mail server, messages stay readable as files in the instance folder.
MAILERS = {
    "default": {
        "BACKEND": "kimppa.core.mail.backend.EmailBackend",
        "OPTIONS": {
            "host": _MAIL_HOST,
            "port": env.number("KIMPPA_MAIL_PORT", 25),
            "username": env.text("KIMPPA_MAIL_USER"),
            "password": env.text("KIMPPA_MAIL_PASSWORD"),
            "use_tls": env.flag("KIMPPA_MAIL_TLS"),
            "timeout": 10,
        },
    }
    if _MAIL_HOST
    else {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": path("mail", KIMPPA_HOME)},
    }
}

LOGGING = logs.configuration(env.choice("KIMPPA_LOG", ("line", "json")))
