// The views of a session, in the order of their tabs. One line a view.

import { compare } from "./compare";
import { context } from "./context";
import { cost } from "./cost";
import { memory } from "./memory";
import { replays } from "./replays";
import { timeline } from "./timeline";
import type { View } from "./view";

export const VIEWS: readonly View[] = [timeline, context, memory, cost, compare, replays];
