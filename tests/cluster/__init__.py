"""LIE bigger than one machine, on one: three RabbitMQ nodes, two of each front, one fault after the other."""
