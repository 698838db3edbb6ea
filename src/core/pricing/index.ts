export { contextLimit, type ContextLimit } from "./context-limit";
export { priceCall, type CallToPrice, type Price } from "./price";
