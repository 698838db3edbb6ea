// What the client sent, attribute by attribute, with the dialect that understood each.

import type { AttributeRow, StepDetail } from "../../src/protocol/rows";
import type { Panel } from "../state/panel";
import { visibleLine } from "../text";
import { LinkButton } from "../ui";
import { Value } from "./Blocks";
import { Pairs } from "./UsageSection";

export function Raw(props: { panel: Panel; step: StepDetail }) {
  const { panel, step } = props;
  return (
    <>
      <Pairs
        title="Step"
        pairs={[
          ["Id", step.stepId],
          ["Parent", step.parentId ?? "none"],
          ["Duplicate of", step.duplicateOf ?? ""],
          ["Dialects", step.dialects.join(", ")],
          ["Scope", `${step.scope.name} ${step.scope.version}`.trim()],
          ["Start", `${step.startNs} ns`],
          ["End", `${step.endNs} ns`],
        ]}
      />
      {step.code && (
        <p class="quiet">
          <LinkButton
            onClick={() =>
              void panel.channel.ask("host/open-source", { stepId: step.stepId }).catch(() => undefined)
            }
          >
            {visibleLine(`${step.code.file}:${step.code.line}`)}
          </LinkButton>
        </p>
      )}
      <Attributes panel={panel} title="Attributes" attributes={step.attributes} />
      {step.events.map((event, at) => (
        <Attributes
          key={at}
          panel={panel}
          title={`${event.source === "log" ? "Log record" : "Event"} ${visibleLine(event.name)}`}
          attributes={[
            ...(event.body === undefined ? [] : [{ key: "body", value: event.body }]),
            ...event.attributes,
          ]}
          note={`${event.timeNs} ns`}
        />
      ))}
      <Attributes panel={panel} title="Resource" attributes={step.resource} />
    </>
  );
}

function Attributes(props: {
  panel: Panel;
  title: string;
  attributes: readonly AttributeRow[];
  note?: string;
}) {
  const { panel, title, attributes, note } = props;
  return (
    <table class="table is-raw">
      <caption class="section">
        {title}
        {note !== undefined && <span class="dim number">{` ${note}`}</span>}
      </caption>
      <tbody>
        {attributes.length === 0 && (
          <tr>
            <td class="dim">none</td>
          </tr>
        )}
        {attributes.map((attribute, at) => (
          <tr key={at}>
            <th scope="row" class="wraps">
              {visibleLine(attribute.key)}
              {attribute.readBy !== undefined && (
                <span class="read-by">{`read by ${visibleLine(attribute.readBy)}`}</span>
              )}
            </th>
            <td class="wraps">
              <Value panel={panel} value={attribute.value} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
