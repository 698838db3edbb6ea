// export/otlp: what was recorded, as OTLP/JSON, grouped as OTLP wants it; on request with its secrets masked.

import { logToJson, resourceToJson, scopeToJson, spanToJson } from "../../core/otlp/export";
import { Redactor } from "../../core/policy/redact";
import { redactOtlp } from "../../core/policy/redact-otlp";
import type { ResultOf } from "../../protocol/messages";
import type { MessageCells } from "../store/step-queries";
import type { Engine, EngineHandlers } from "./engine";
import { sessionCells } from "./sessions";

export function exportAnswers(engine: Engine): EngineHandlers {
  return {
    "export/otlp": ({ sessionIds, redact }) => {
      const exported = exportSessions(engine, sessionIds);
      return redact === true ? redactOtlp(exported, new Redactor()) : exported;
    },
  };
}

function exportSessions(engine: Engine, sessionIds: readonly string[]): ResultOf<"export/otlp"> {
  const sessions = sessionIds.map((sessionId) => sessionCells(engine, sessionId).id);
  const spans = sessions.flatMap((id) => engine.store.steps.spans(id));
  const logs = sessions.flatMap((id) => engine.store.steps.sessionLogs(id));
  return {
    resourceSpans: grouped(engine, spans, "scopeSpans", "spans", spanToJson),
    resourceLogs: grouped(engine, logs, "scopeLogs", "logRecords", logToJson),
  };
}

/** Messages under their resource and scope, each of which stands once. */
function grouped(
  { store }: Engine,
  rows: readonly MessageCells[],
  scopesKey: string,
  itemsKey: string,
  toJson: (raw: Uint8Array) => unknown,
): readonly unknown[] {
  const resources = new Map<number, Map<number, unknown[]>>();
  for (const { resource, scope, raw } of rows) {
    const scopes = resources.get(resource) ?? new Map<number, unknown[]>();
    const items = scopes.get(scope) ?? [];
    resources.set(resource, scopes.set(scope, items));
    items.push(toJson(store.messages.bytesOf(raw)));
  }
  return [...resources].map(([resource, scopes]) => ({
    resource: resourceToJson(store.messages.resource(resource).raw),
    [scopesKey]: [...scopes].map(([scope, items]) => ({
      scope: scopeToJson(store.messages.scope(scope).raw),
      [itemsKey]: items,
      ...schemaUrlOf(store.messages.scope(scope).schemaUrl),
    })),
    ...schemaUrlOf(store.messages.resource(resource).schemaUrl),
  }));
}

function schemaUrlOf(schemaUrl: string): { readonly schemaUrl?: string } {
  return schemaUrl === "" ? {} : { schemaUrl };
}
