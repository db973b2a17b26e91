// Which drawing each kind of block has.

import { BlockView } from "./block-view.js";
import { cardDrawings } from "./cards.js";
import { pictureDrawings } from "./pictures.js";
import { tableDrawing } from "./table.js";

const DRAWINGS = { ...pictureDrawings, ...cardDrawings, table: tableDrawing };

export const nodeViews = (context) =>
  Object.fromEntries(Object.entries(DRAWINGS).map(([name, drawing]) => [name, (node, view, getPos) => new BlockView(node, view, getPos, drawing, context)]));
