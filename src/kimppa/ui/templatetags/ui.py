"""Tags and filters of the look; built in to every template."""

from django import template

register = template.Library()
