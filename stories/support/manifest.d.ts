// Made by the build, so that it need not be there when types are checked.
declare module '*/custom-elements.json' {
  const manifest: unknown;
  export default manifest;
}
