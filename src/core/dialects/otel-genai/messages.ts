// Messages of the GenAI conventions: on the span (P1), in the details event (P3) or in events per message (P2).

import type { Message } from "../../model/message";
import type { ContentFacts } from "../../model/step";
import type { LogRecord, SpanRecord } from "../../otlp/wire";
import { contentFacts, firstList, stateOfMessages, systemBeside, worstState } from "../content/assemble";
import { jsonAttribute } from "../content/json";
import { isRedacted, messagesIn, toolsIn, valuesList, type ReadList } from "../content/list";
import { readAnswer, readSystem } from "../content/messages";
import { INPUT_MESSAGES, OUTPUT_MESSAGES, SYSTEM_INSTRUCTIONS, TOOL_DEFINITIONS } from "./attributes";
import { readDetailsEvents, readMessageEvents } from "./events";

/**
 * What went in and out. A whole list on the span comes first, because the store can cut it at its elements; events
 * say the same where both are on, and are better where the span's own text was cut.
 */
export function readContent(span: SpanRecord, logs: readonly LogRecord[]): ContentFacts {
  const { attributes } = span;
  const details = readDetailsEvents(span, logs);
  const events = readMessageEvents(span, logs);
  const onSpan = messagesIn(attributes, INPUT_MESSAGES);
  const input = firstList([whole(onSpan), valuesList(details.input), onSpan, valuesList(events.input)]);
  const output = firstList([outputOnSpan(span), valuesList(details.output), valuesList(events.output)]);
  const tools = firstList([toolsIn(attributes, TOOL_DEFINITIONS), valuesList(details.tools)]);
  const said = readSystem(jsonAttribute(attributes, SYSTEM_INSTRUCTIONS) ?? null);
  const hidden = said.some((part) => part.type === "text" && isRedacted(part.text));
  const system = said.length > 0 ? said : details.system;
  const messages = output?.list.form === "values" ? output.list.values : [];
  return contentFacts({
    system: systemBeside(system, input?.list, attributes),
    input: input?.list,
    tools: tools?.list,
    output: messages,
    state: worstState([
      stateOf(input),
      output?.state === "truncated" ? "truncated" : "absent",
      stateOfMessages(messages),
      hidden ? "redacted" : system.length > 0 ? "captured" : "absent",
    ]),
  });
}

/** Elements are not read to find out; a list that was put together is. */
function stateOf(list: ReadList<Message> | null): ContentFacts["state"] {
  if (list === null) return "absent";
  return list.list.form === "values" && list.state === "captured"
    ? stateOfMessages(list.list.values)
    : list.state;
}

function whole(list: ReadList<Message> | null): ReadList<Message> | null {
  return list?.state === "captured" ? list : null;
}

/** Outputs are small: they are read at once. */
function outputOnSpan(span: SpanRecord): ReadList<Message> | null {
  const read = messagesIn(span.attributes, OUTPUT_MESSAGES);
  if (read === null || read.list.form === "values") return read;
  return valuesList(readAnswer(jsonAttribute(span.attributes, OUTPUT_MESSAGES)));
}
