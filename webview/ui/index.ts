// What views are built of.

export { Chip } from "./Chip";
export { Button, IconButton, LinkButton, TextField, type TextFieldElement } from "./controls";
export { Icon } from "./Icon";
export { JsonTree } from "./JsonTree";
export { LongText } from "./LongText";
export { Sash } from "./Sash";
export { StateMessage } from "./StateMessage";
export { type TabItem, Tabs } from "./Tabs";
export { registerToolkit } from "./toolkit";
export { unitPx } from "./units";
export { VisibleText } from "./VisibleText";
