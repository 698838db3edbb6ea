// What filled the window of a model call, in short: one bar and its segments. The Context view tells the whole.

import type { ContextWindowRow } from "../../src/protocol/rows";
import { exact, share, tokens } from "../format";
import type { Panel } from "../state/panel";
import { LimitGauge, LinkButton, VisibleText } from "../ui";
import { barScale, limitWords } from "../views/context/model";

export function ContextSection(props: { panel: Panel; window: ContextWindowRow }) {
  const { panel, window } = props;
  const scale = barScale(window.limit, [window.used]);
  return (
    <>
      <div class="section-head">
        <h3>{exact(window.used)} tokens in</h3>
        <span class="dim cut" title={limitWords(window.limitSource)}>
          {window.limit === null
            ? "limit unknown"
            : `${share(window.used, window.limit)} of ${exact(window.limit)}`}
        </span>
        <span class="number">
          <LinkButton onClick={() => void panel.set({ view: "context" })}>Open the Context view</LinkButton>
        </span>
      </div>
      <div class="padded">
        <div class="stack" aria-hidden="true">
          {window.segments.map((segment, index) => (
            <span
              key={index}
              class={`segment-${segment.kind}`}
              style={{ width: `${(segment.tokens / scale.tokens) * 100}%` }}
            />
          ))}
        </div>
        {window.limit !== null && !scale.isToLimit && <LimitGauge used={window.used} limit={window.limit} />}
      </div>
      <table class="table">
        <caption class="only-read">Segments of the context window</caption>
        <thead>
          <tr>
            <th scope="col">Segment</th>
            <th scope="col">In since</th>
            <th scope="col" class="number">
              Tokens
            </th>
            <th scope="col" class="number">
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {window.segments.map((segment, index) => (
            <tr key={index}>
              <th scope="row" class="wraps">
                <span class={`swatch segment-${segment.kind}`} aria-hidden="true" />{" "}
                <VisibleText text={segment.label} />
              </th>
              <td>{segment.sinceNumber === undefined ? "new" : `step ${segment.sinceNumber}`}</td>
              <td class="number" title={exact(segment.tokens)}>
                {`${segment.exact ? "" : "~"}${tokens(segment.tokens)}`}
              </td>
              <td class="number">{share(segment.tokens, window.used)}</td>
            </tr>
          ))}
          <tr class="sum">
            <th scope="row">
              {window.usedSource === "reported" ? "Total, as reported" : "Total, estimated"}
            </th>
            <td />
            <td class="number">{exact(window.used)}</td>
            <td class="number">100%</td>
          </tr>
        </tbody>
      </table>
      <p class="quiet">The split of the total is estimated (~).</p>
    </>
  );
}
