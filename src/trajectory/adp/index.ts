export { AdpDocument } from "./document.ts";
export { toAdp, type AdpWriting } from "./to-adp.ts";
