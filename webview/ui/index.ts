// What views are built of.

export { Chip } from "./Chip";
export { Button, IconButton, LinkButton, TextField, type TextFieldElement } from "./controls";
export { Icon } from "./Icon";
export { JsonTree } from "./JsonTree";
export { LimitGauge } from "./LimitGauge";
export { focusList, Listbox, optionId } from "./Listbox";
export { LoadingRows } from "./LoadingRows";
export { LongText } from "./LongText";
export { Optional } from "./Optional";
export { Sash } from "./Sash";
export { Split } from "./Split";
export { StateMessage } from "./StateMessage";
export { type TabItem, Tabs } from "./Tabs";
export { registerToolkit } from "./toolkit";
export { unitPx } from "./units";
export { VisibleText } from "./VisibleText";
