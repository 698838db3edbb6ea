// The bundler takes style sheets out of the script: an import has no value.
declare module "*.css";
