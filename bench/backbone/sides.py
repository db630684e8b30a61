"""The ways to consume that are compared."""

from bench.backbone.stage import WORKER, Side


def _celery(name: str, pool: str, concurrency: int, prefetch: int) -> Side:
    app = ("-m", "celery", "-A", "bench.backbone.peers.plain_celery", *WORKER)
    options = ("-P", pool, "-c", str(concurrency))
    return Side(name, (*app, *options), {"BENCH_PREFETCH": str(prefetch)})


OURS = Side(
    "LIE",
    (
        *("-m", "celery", "-A", "bench.backbone.peers.ours", *WORKER),
        *("-P", "threads", "-c", "4", "-Q", "bench.game"),
    ),
    ours=True,
)
CELERY_THREADS = _celery("Celery, 4 threads", "threads", 4, 16)
CELERY_SOLO = _celery("Celery, solo", "solo", 1, 64)
KOMBU = Side("bare kombu", ("-m", "bench.backbone.peers.kombu_consumer"))
FASTSTREAM = Side("FastStream", ("-m", "bench.backbone.peers.fast_stream"), elsewhere=True)

NOOP = (OURS, CELERY_THREADS, CELERY_SOLO, KOMBU, FASTSTREAM)
NOOP_QUICK = (OURS, CELERY_THREADS, FASTSTREAM)
REAL = (OURS, FASTSTREAM, CELERY_THREADS)
LATENCY = (OURS, FASTSTREAM, CELERY_THREADS)
ENCODE_FOR_CELERY = (CELERY_THREADS.name, CELERY_SOLO.name)
