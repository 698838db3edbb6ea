// A folder that is not trusted: sessions are received and shown, and nothing is run from it.

import assert from "node:assert/strict";
import { freePort } from "../../scripts/editor/server.mjs";
import * as workbench from "../../scripts/editor/workbench.mjs";
import { openWindow } from "./harness.mjs";

const { until, quickInput, quickRows } = workbench;
/** One span of an agent, as any exporter sends it. */
const BODY = {
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              traceId: "5b8efff798038103d269b633813fc60c",
              spanId: "eee19b7ec3c1b174",
              name: "invoke_agent visitor",
              kind: 1,
              startTimeUnixNano: "1795485960000000000",
              endTimeUnixNano: "1795485961000000000",
              attributes: [
                { key: "gen_ai.operation.name", value: { stringValue: "invoke_agent" } },
                { key: "gen_ai.agent.name", value: { stringValue: "visitor" } },
              ],
            },
          ],
        },
      ],
    },
  ],
};

/** Opens a window of its own, in which the folder is not trusted. */
export async function untrustedSteps({ vsix, program, step }) {
  const port = await freePort();
  const { editor, page, picture, close } = await openWindow({
    ...{ name: "untrusted", vsix, program, trusted: false },
    settings: {
      "agentLoupe.receiver.port": port,
      "security.workspace.trust.startupPrompt": "never",
      "security.workspace.trust.banner": "never",
    },
  });
  try {
    await step("in a folder that is not trusted, sessions are received and nothing is run", async () => {
      await workbench.openWorkbench(page, editor.url);
      await workbench.openSidebar(page);
      const welcome = page.locator(".sidebar .welcome-view");
      await welcome.getByText("Programs are run from here once the folder is trusted").first().waitFor();
      assert.equal(await welcome.getByText("Run an Agent with Tracing").count(), 0);
      await offersNot(page, "Agent Loupe: Run Agent with Tracing");
      await offersNot(page, "Agent Loupe: Open Demo");
      await send(port);
      const rows = () => workbench.rowsOf(page, "Sessions");
      await until("the session", 20_000, async () => (await rows().count()) === 1);
      await picture("untrusted");
    });
  } catch (error) {
    await picture("untrusted-failed").catch(() => undefined);
    throw error;
  } finally {
    await close();
  }
}

/** The palette leaves out commands that cannot run now. */
async function offersNot(page, title) {
  await page.keyboard.press("F1");
  await quickInput(page).waitFor({ timeout: 10_000 });
  await quickInput(page).fill(`>${title}`);
  await quickRows(page).first().waitFor({ timeout: 10_000 });
  assert.equal(await quickRows(page).filter({ hasText: title }).count(), 0, `${title} is offered`);
  await page.keyboard.press("Escape");
}

async function send(port) {
  const { status } = await fetch(`http://127.0.0.1:${port}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(BODY),
  });
  assert.equal(status, 200);
}
