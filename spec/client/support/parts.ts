// The parts of the client, for specs that look at them inside a browser; there they are called `parts`.

export * from "../../../client/src/alive";
export * from "../../../client/src/attribute";
export * from "../../../client/src/control";
export * from "../../../client/src/controls";
export * from "../../../client/src/cursor";
export * from "../../../client/src/dialog";
export * from "../../../client/src/events";
export * from "../../../client/src/focus";
export * from "../../../client/src/focusing";
export * from "../../../client/src/instance";
export * from "../../../client/src/nested";
export * from "../../../client/src/owner";
export * from "../../../client/src/page";
export { born as listenTabs } from "../../../client/src/tabs";
export * from "../../../client/src/talk";
export * from "../../../client/src/template";
export * from "./case";
