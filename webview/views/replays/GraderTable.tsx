import { VisibleText } from "../../ui";
import { type MatrixRow, byGrader } from "./model";

/** How many samples of each variant passed each grader; nothing where no sample is judged. */
export function GraderTable({ rows }: { rows: readonly MatrixRow[] }) {
  const graders = byGrader(rows);
  if (graders.length === 0) return null;
  return (
    <>
      <div class="section-head">
        <h3>By grader</h3>
        <span class="dim">samples that passed</span>
      </div>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Grader</th>
            {rows.map(({ name, replay }) => (
              <th scope="col" class="number" key={replay.entry.replayId}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {graders.map(({ grader, cells }, at) => (
            <tr key={at}>
              <th scope="row" class="wraps">
                <VisibleText text={grader} />
              </th>
              {cells.map(({ passed, judged }, column) => (
                <td key={column} class={`number ${judged > 0 && passed < judged / 2 ? "tone-error" : ""}`}>
                  {judged === 0 ? "–" : `${passed} of ${judged}`}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
