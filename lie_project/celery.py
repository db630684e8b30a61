"""The Celery app: ``celery -A lie_project worker -Q game.commands,game.connection -P threads -c 4``.

Which concern a worker serves follows from its queues (events.workers.worker).
"""

import os

import django
from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lie_project.settings")
django.setup()

from django.conf import settings  # noqa: E402

from events import registry  # noqa: E402
from events.broker.addresses import rotated  # noqa: E402
from events.messages.envelope import CONTENT_TYPE  # noqa: E402
from events.workers import worker  # noqa: E402
from lie_project.celery_backlog import Backlog  # noqa: E402

app = Celery("lie")
app.conf.update(
    broker_url=rotated(settings.LIE.broker_url, os.getpid()),  # spread over the nodes of a cluster
    broker_heartbeat=10,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_queues=[subscription.as_queue() for subscription in registry.all_subscriptions()],
    task_default_queue=registry.all_subscriptions()[0].queue,  # Celery wants one; nothing of ours uses it
    task_default_exchange="",  # else Celery binds every queue to an exchange of its own making
    task_create_missing_queues=False,
    accept_content=["json", CONTENT_TYPE],
    task_acks_late=True,
    task_acks_on_failure=False,
    task_acks_on_timeout=False,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_store_errors_even_if_ignored=False,
    worker_prefetch_multiplier=16,  # for four threads what they handle together (events.delivery.mailbox)
    worker_disable_rate_limits=True,
    worker_send_task_events=False,  # with threads it dead-locks
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_soft_shutdown_timeout=10,
    worker_consumer="lie_project.celery_consumer:PromptConsumer",
    imports=["events.tasks"],
)
signals.celeryd_init.connect(worker.on_init)
signals.worker_ready.connect(worker.on_ready)
signals.worker_shutting_down.connect(worker.on_shutting_down)
signals.worker_shutdown.connect(worker.on_shutdown)
worker.use_backlog(Backlog(app))
