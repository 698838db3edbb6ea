// The views of a session, in the order of their tabs. One line a view.

import { timeline } from "./timeline";
import type { View } from "./view";

export const VIEWS: readonly View[] = [timeline];
