export { contextLimit, type ContextLimit } from "./context-limit";
export { pricedModels, type PricedModel } from "./list";
export { priceCall, type CallToPrice, type Price } from "./price";
