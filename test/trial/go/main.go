// What a broker written in Go says, as spans and as logs, with OpenTelemetry's own exporters and nothing set but their environment variables.
package main

import (
	"context"
	"log"
	"os"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	otellog "go.opentelemetry.io/otel/log"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

type event struct {
	name       string
	at         time.Time
	attributes map[string]string
}

func main() {
	ctx := context.Background()
	protocol, pod := os.Args[1], os.Args[2]
	spans, logs := exporters(ctx, protocol)
	sendSpans(ctx, spans, life("span-"+pod))
	sendLogs(ctx, logs, life("log-"+pod))
}

func exporters(ctx context.Context, protocol string) (sdktrace.SpanExporter, sdklog.Exporter) {
	if protocol == "http" {
		return must[sdktrace.SpanExporter](otlptracehttp.New(ctx)), must[sdklog.Exporter](otlploghttp.New(ctx))
	}
	return must[sdktrace.SpanExporter](otlptracegrpc.New(ctx)), must[sdklog.Exporter](otlploggrpc.New(ctx))
}

// A token is issued to a pod, which ends; an hour later it is used.
func life(pod string) []event {
	born := time.Now().Add(-2 * time.Hour)
	with := func(more ...string) map[string]string {
		all := map[string]string{"workload.instance.id": pod, "workload.kind": "pod"}
		for at := 0; at < len(more); at += 2 {
			all[more[at]] = more[at+1]
		}
		return all
	}
	id, issuer := "token-of-"+pod, "https://broker.example"
	expiry := born.Add(8 * time.Hour).Format(time.RFC3339Nano)
	return []event{
		{"credential.issued", born, with("credential.id", id, "credential.issuer", issuer, "credential.not_after", expiry)},
		{"workload.ended", born.Add(time.Minute), with()},
		{"credential.used", born.Add(time.Hour), with("credential.id", id, "credential.issuer", issuer)},
	}
}

func sendSpans(ctx context.Context, exporter sdktrace.SpanExporter, events []event) {
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	tracer := provider.Tracer("trial")
	for _, one := range events {
		attributes := []attribute.KeyValue{}
		for name, value := range one.attributes {
			attributes = append(attributes, attribute.String(name, value))
		}
		_, span := tracer.Start(ctx, one.name, trace.WithTimestamp(one.at), trace.WithAttributes(attributes...))
		span.End(trace.WithTimestamp(one.at))
	}
	done(provider.Shutdown(ctx))
}

func sendLogs(ctx context.Context, exporter sdklog.Exporter, events []event) {
	provider := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(exporter)))
	logger := provider.Logger("trial")
	for _, one := range events {
		record := otellog.Record{}
		record.SetEventName(one.name)
		record.SetTimestamp(one.at)
		for name, value := range one.attributes {
			record.AddAttributes(attribute.String(name, value))
		}
		logger.Emit(ctx, record)
	}
	done(provider.Shutdown(ctx))
}

func must[T any](value T, err error) T {
	done(err)
	return value
}

func done(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
