"""What a broker written in Python says, with OpenTelemetry's own exporter and nothing set but its environment variables."""

import sys
from datetime import datetime, timedelta, timezone

from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

born = datetime.now(timezone.utc) - timedelta(hours=2)
pod = {"workload.instance.id": sys.argv[1], "workload.kind": "pod"}
token = {"credential.id": f"token-of-{sys.argv[1]}", "credential.issuer": "https://broker.example", **pod}
expiry = {"credential.not_after": (born + timedelta(hours=8)).isoformat()}

provider = TracerProvider(resource=Resource.create({"service.name": "token-broker"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
tracer = provider.get_tracer("trial")

for name, minutes, attributes in [
    ("credential.issued", 0, {**token, **expiry}),
    ("workload.ended", 1, pod),
    ("credential.used", 60, token),
]:
    at = int((born + timedelta(minutes=minutes)).timestamp() * 1e9)
    tracer.start_span(name, attributes=attributes, start_time=at).end(at)

provider.shutdown()
