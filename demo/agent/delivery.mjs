// Counts what an exporter delivered, so that the program can say whether anybody received its spans.

/**
 * @typedef {import("@opentelemetry/sdk-trace-node").SpanExporter} SpanExporter
 * @typedef {import("@opentelemetry/sdk-trace-node").ReadableSpan} ReadableSpan
 */

/** The OpenTelemetry result code for a batch that arrived (ExportResultCode.SUCCESS). */
const SUCCESS = 0;

/**
 * An exporter around another one.
 * @implements {SpanExporter}
 */
export class DeliveryCounter {
  #exporter;
  #endpoint;
  delivered = 0;
  lost = 0;
  /**
   * When the first batch was sent, in ms since the epoch.
   * @type {number | undefined}
   */
  firstSentAtMs;
  /** Why the latest batch was lost, or undefined. */
  fault = "";

  /**
   * @param {SpanExporter} exporter
   * @param {string} endpoint
   */
  constructor(exporter, endpoint) {
    this.#exporter = exporter;
    this.#endpoint = endpoint;
  }

  /** @type {SpanExporter["export"]} */
  export(spans, done) {
    this.firstSentAtMs ??= Date.now();
    this.#exporter.export(spans, (result) => {
      if (result.code === SUCCESS) this.delivered += spans.length;
      else this.#lose(spans.length, result.error);
      done(result);
    });
  }

  shutdown() {
    return this.#exporter.shutdown();
  }

  /** @param {unknown} error */
  noteFault(error) {
    this.fault ||= reasonOf(error);
  }

  /** One line for people: how many spans arrived where, or why not. */
  describe() {
    if (this.lost > 0)
      return `${this.lost} spans could not be delivered to ${this.#endpoint} (${this.fault}). Start a receiver there, or set OTEL_EXPORTER_OTLP_ENDPOINT.`;
    return `${this.delivered} spans delivered to ${this.#endpoint}.`;
  }

  /**
   * @param {number} count
   * @param {unknown} error
   */
  #lose(count, error) {
    this.lost += count;
    this.fault = reasonOf(error);
  }
}

/**
 * The words of an error; of several tries behind one (as node has for two addresses of a name) their code.
 * @param {unknown} error
 */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error ?? "no reason given");
  return error.message || ("code" in error ? String(error.code) : error.name);
}
