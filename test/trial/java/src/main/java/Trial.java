import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a broker written in Java says, as spans and as logs, with OpenTelemetry's own exporter and nothing set but its environment variables. */
public final class Trial {
  private record Event(String name, Instant at, Attributes attributes) {}

  public static void main(String[] args) {
    try (OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.initialize().getOpenTelemetrySdk()) {
      sendSpans(sdk, life("span-" + args[0]));
      sendLogs(sdk, life("log-" + args[0]));
    }
  }

  /** A token is issued to a pod, which ends; an hour later it is used. */
  private static List<Event> life(String pod) {
    Instant born = Instant.now().minus(Duration.ofHours(2));
    Attributes token = token(pod).build();
    String expiry = born.plus(Duration.ofHours(8)).toString();
    return List.of(
        new Event("credential.issued", born, token(pod).put("credential.not_after", expiry).build()),
        new Event("workload.ended", born.plus(Duration.ofMinutes(1)), pod(pod).build()),
        new Event("credential.used", born.plus(Duration.ofHours(1)), token));
  }

  private static AttributesBuilder pod(String pod) {
    return Attributes.builder().put("workload.instance.id", pod).put("workload.kind", "pod");
  }

  private static AttributesBuilder token(String pod) {
    return pod(pod).put("credential.id", "token-of-" + pod).put("credential.issuer", "https://broker.example");
  }

  private static void sendSpans(OpenTelemetrySdk sdk, List<Event> events) {
    var tracer = sdk.getTracer("trial");
    for (Event event : events) {
      var span = tracer.spanBuilder(event.name()).setStartTimestamp(event.at()).setAllAttributes(event.attributes());
      span.startSpan().end(event.at());
    }
  }

  private static void sendLogs(OpenTelemetrySdk sdk, List<Event> events) {
    var logger = sdk.getLogsBridge().get("trial");
    for (Event event : events) {
      logger.logRecordBuilder().setEventName(event.name()).setTimestamp(event.at()).setAllAttributes(event.attributes()).emit();
    }
  }
}
