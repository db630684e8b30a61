"""The broker's part of docs/asyncapi.json: exchanges, queues, envelopes, who sends and who receives."""

from collections.abc import Iterable
from typing import Any

from kombu import Exchange, Queue

from events import registry
from events.broker.topology import COMMANDS, DEAD_LETTERS, EVENTS, TASK, Subscription, log_stream
from events.messages.envelope import CONTENT_TYPE, Envelope, schema_uri
from events.schema import DECLARATIONS, Declaration
from lie_project.documents import limits
from lie_project.documents.schemas import file_name
from lie_project.documents.shapes import Schema, about, schema_of

SERVER = {
    "host": "{broker}",
    "protocol": "amqp",
    "protocolVersion": "0.9.1",
    "description": "RabbitMQ (LIE_BROKER_URL). The embedded default carries the same envelopes over Valkey, "
    "without confirms, delivery limit and dead letters.",
    "variables": {"broker": {"default": "localhost:5672", "description": "host and port"}},
}

# What CloudEvents leaves to us, in words; the types come from events.messages.envelope.Envelope.
ATTRIBUTES: dict[str, Schema] = {
    "specversion": {},
    "id": {"minLength": 1, "description": "Unique. A player's command: his id, a dot, his frame's id"},
    "source": {"format": "uri-reference", "minLength": 1, "description": "The concern that emits it"},
    "type": {"minLength": 1, "description": "Also the routing key"},
    "subject": {"minLength": 1, "description": "The stream: concern, a slash, the room's code"},
    "time": {"format": "date-time"},
    "datacontenttype": {},
    "dataschema": {"format": "uri-reference", "description": "/schemas/, the type, a slash, the version"},
    "data": {"type": "object"},
    "partitionkey": {"description": "The room's code"},
    "sequence": {"pattern": "^[1-9][0-9]*$", "description": "Place in the stream, from 1, without holes"},
    "correlationid": {"description": "Id of the command that everything came from"},
    "causationid": {"description": "Id of the message that this one is the direct effect of"},
    "traceparent": {"description": "W3C trace context"},
    "actor": {"description": "Id of the player who acts; absent when the system does"},
}

LOG = "A RabbitMQ stream that any AMQP client may join at any place (consumer argument `x-stream-offset`)."

CORRELATION = {
    "chain": {
        "location": "$message.payload#/correlationid",
        "description": "All that follows from one command has its id",
    }
}

MESSAGE_TRAITS = {
    "cloudevent": {
        "contentType": CONTENT_TYPE,
        "headers": {"$ref": "#/components/schemas/AmqpHeaders"},
        "correlationId": {"$ref": "#/components/correlationIds/chain"},
        "bindings": {"amqp": {"contentEncoding": "utf-8", "bindingVersion": "0.3.0"}},
    }
}


def operation_traits() -> dict[str, Any]:
    """Sending: persistent and never silently dropped.  Receiving: acknowledged when handled."""
    sending = {"deliveryMode": 2, "mandatory": True, "bindingVersion": "0.3.0"}
    receiving = {"ack": True, "bindingVersion": "0.3.0"}
    return {
        "sending": {"bindings": {"amqp": sending}},
        "receiving": {"bindings": {"amqp": receiving}, "x-retries": limits.retries()},
    }


def channels() -> dict[str, Any]:
    """Both exchanges to send to, every queue to receive from, and where the unreadable ends."""
    queues = registry.all_subscriptions()
    facts, log = _declared(events=True), log_stream()
    return {
        COMMANDS.name: _exchange(COMMANDS, "Wishes; each goes to its one owner.", _declared(events=False)),
        EVENTS.name: _exchange(EVENTS, "Facts; each goes to every queue bound to it.", facts),
        **{queue.queue: _subscription(queue) for queue in queues},
        log.name: _queue(log, f"Every event, as published. {LOG}", facts),
        DEAD_LETTERS.name: _queue(DEAD_LETTERS, f"For an admin. {limits.of_deliveries()}", []),
    }


def operations() -> dict[str, Any]:
    """Who sends what to which exchange, and which worker receives from which queue."""
    emitters = sorted({d.owner for d in _declared(events=True)})
    return {
        "commands.send": _operation(
            "send", COMMANDS.name, _declared(events=False), "Gateway, clock and admins wish.", "sending"
        ),
        **{
            f"{owner}.events.send": _operation(
                "send",
                EVENTS.name,
                [d for d in _declared(events=True) if d.owner == owner],
                f"{owner} tells what has happened.",
                "sending",
            )
            for owner in emitters
        },
        **{
            f"{queue.queue}.receive": _operation(
                "receive",
                queue.queue,
                _reaching(queue),
                f"The worker {queue.concern} handles it.",
                "receiving",
            )
            for queue in registry.all_subscriptions()
        },
    }


def messages() -> dict[str, Any]:
    """Type -> message, of every command and event."""
    return {d.type: _message(d) for d in [*_declared(events=False), *_declared(events=True)]}


def schemas() -> dict[str, Schema]:
    """The envelope and the two AMQP headers beside it."""
    shape = schema_of(Envelope)
    shape["properties"] = {
        name: {key: value for key, value in shape["properties"][name].items() if key != "default"} | more
        for name, more in ATTRIBUTES.items()
    }
    headers = {
        "type": "object",
        "description": "By these two a Celery worker takes the message",
        "properties": {"task": {"const": TASK}, "id": {"type": "string", "description": "The envelope's id"}},
        "required": ["task", "id"],
    }
    return {"Envelope": shape, "AmqpHeaders": headers}


def _declared(events: bool) -> list[Declaration]:
    return [d for d in DECLARATIONS.values() if d.is_event is events]


def _reaching(queue: Subscription) -> list[Declaration]:
    """The messages that a queue is bound to."""
    if queue.exchange is COMMANDS:
        return [d for d in _declared(events=False) if d.owner == queue.concern]
    return [DECLARATIONS[key] for key in queue.keys]


def _exchange(exchange: Exchange, description: str, carried: Iterable[Declaration]) -> dict[str, Any]:
    types = [d.type for d in carried]
    binding = {
        "name": exchange.name,
        "type": exchange.type,
        "durable": True,
        "autoDelete": False,
        "vhost": "/",
    }
    return {
        "address": "{type}",
        "description": f"The exchange `{exchange.name}`; the address is the routing key. {description}",
        "servers": [{"$ref": "#/servers/broker"}],
        "parameters": {"type": {"enum": types, "location": "$message.payload#/type"}},
        "messages": _references("#/components/messages", types),
        "bindings": {"amqp": {"is": "routingKey", "exchange": binding, "bindingVersion": "0.3.0"}},
    }


def _subscription(queue: Subscription) -> dict[str, Any]:
    bound = {"exchange": queue.exchange.name, "routingKeys": list(queue.keys)}
    channel = _queue(queue.as_queue(), f"A queue of the worker {queue.concern}.", _reaching(queue))
    return {**channel, "x-bound-to": bound}


def _queue(queue: Queue, description: str, carried: Iterable[Declaration]) -> dict[str, Any]:
    binding = {"name": queue.name, "durable": True, "exclusive": False, "autoDelete": False, "vhost": "/"}
    return {
        "address": queue.name,
        "description": description,
        "servers": [{"$ref": "#/servers/broker"}],
        "messages": _references("#/components/messages", [d.type for d in carried]),
        "bindings": {"amqp": {"is": "queue", "queue": binding, "bindingVersion": "0.3.0"}},
        "x-arguments": dict(sorted((queue.queue_arguments or {}).items())),
    }


def _references(where: str, types: Iterable[str]) -> dict[str, Any]:
    return {type: {"$ref": f"{where}/{type}"} for type in types}


def _operation(
    action: str, channel: str, carried: Iterable[Declaration], summary: str, trait: str
) -> dict[str, Any]:
    types = [d.type for d in carried]
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary,
        "messages": list(_references(f"#/channels/{channel}/messages", types).values()),
        "traits": [{"$ref": f"#/components/operationTraits/{trait}"}],
    }


def _message(declaration: Declaration) -> dict[str, Any]:
    text = about(declaration.payload)
    tags = [declaration.kind or "command", *(["player"] if declaration.from_player else [])]
    return {
        "name": declaration.type,
        **({"summary": text} if text else {}),
        "tags": [{"name": str(tag)} for tag in tags],
        "payload": {"allOf": [{"$ref": "#/components/schemas/Envelope"}, _of_this_type(declaration)]},
        "traits": [{"$ref": "#/components/messageTraits/cloudevent"}],
    }


def _of_this_type(declaration: Declaration) -> Schema:
    """What the envelope of one type has to say."""
    required = ["partitionkey", "correlationid", "traceparent"]
    source = {"source": {"const": f"/lie/{declaration.owner}"}} if declaration.is_event else {}
    return {
        "properties": {
            **source,
            "type": {"const": declaration.type},
            "dataschema": {"const": schema_uri(declaration)},
            "data": {"$ref": f"schemas/{file_name(declaration.type, declaration.version)}"},
        },
        "required": [*required, "sequence", "causationid"] if declaration.is_event else required,
    }
