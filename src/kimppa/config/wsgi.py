"""The web application as WSGI: Django, and what stands before it."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from kimppa.core import changes, home
from kimppa.core.area import areas
from kimppa.operations.front.cache import Cache
from kimppa.operations.front.entry import Entry
from kimppa.operations.front.limits import Charset, Limits
from kimppa.operations.front.turns import Turns, threads
from kimppa.operations.monitoring import counters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kimppa.config.settings")
django = Charset(get_wsgi_application())


def _front_cache() -> Cache:
    counts = counters.of_this_process(home.root())
    return Cache(
        Entry(
            Turns(
                Limits(django, megabytes=settings.KIMPPA_MAX_UPLOAD_MB),
                working=threads(),
            ),
            proxies=settings.KIMPPA_PROXY,
            count=counts.count,
        ),
        prefixes=(prefix for area in areas() for prefix in area.cached),
        version=changes.Version(),
        hit=counts.hit,
    )


application = _front_cache()
# Every page's code is loaded before a worker takes its first visitor, who would else wait for it:
# two seconds, and on a busy machine longer than a container's health check does.
import_module(settings.ROOT_URLCONF)
# What was loaded stays: the collector need not walk through it again and again.
gc.collect()
gc.freeze()
