"""Switches the export of traces on (LIE_OTEL_ENDPOINT), for each process at its start."""

import atexit

from django.core.exceptions import ImproperlyConfigured

from events.telemetry import tracing

MISSING = (
    "LIE_OTEL_ENDPOINT is set, and {} is not installed; install LIE's extra otel: "
    "pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http"
)


def start(endpoint: str) -> None:
    """Export to ``endpoint``; nothing at all when it is "".  Raises ImproperlyConfigured with a sentence."""
    if not endpoint:
        return
    try:
        from events.telemetry import otel  # only here: without the extra there is no such thing
    except ModuleNotFoundError as error:
        raise ImproperlyConfigured(MISSING.format(error.name)) from None
    exporter = otel.start(endpoint)
    tracing.use(exporter)
    atexit.register(exporter.close)
