// Pictures that are dropped or pasted as files: they go to the library, and stand in the text once they are there.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { announce, button, make } from "./parts.js";
import { blockAround } from "../document/schema.js";
import { newId } from "../document/ids.js";
import { bringIn, describe } from "../dialogs/pictures.js";

const KEY = new PluginKey("dropping");

const placeholder = (file) => {
  const bar = make("progress", { max: "1", value: 0, "aria-label": `Upload of ${file.name}` });
  const words = make("p", { role: "status" }, `${file.name} is being brought in …`);
  return { element: make("div", { class: "be-arriving", contenteditable: "false" }, words, bar), bar, words };
};

const whereIs = (state, id) => KEY.getState(state).find(null, null, (spec) => spec.id === id)[0]?.from ?? null;

const take = async (view, file, place, config) => {
  const id = newId();
  const { element, bar, words } = placeholder(file);
  view.dispatch(view.state.tr.setMeta(KEY, { add: { id, place, element } }));
  const remove = () => view.dispatch(view.state.tr.setMeta(KEY, { remove: id }));
  try {
    const facts = await bringIn(file, config, (share) => { bar.value = share; });
    describe(facts, config, (image) => {
      const at = whereIs(view.state, id);
      remove();
      if (at !== null) view.dispatch(view.state.tr.insert(at, view.state.schema.node("image", { id: newId(), rest: { image } })));
      announce("The picture is in the text.");
    });
  } catch (error) {
    bar.remove();
    words.textContent = `${file.name}: ${error.message}`;
    words.className = "be-problem";
    element.append(button("Understood", remove));
    announce(words.textContent);
  }
};

const placeFor = (state, at) => {
  const $at = state.doc.resolve(at);
  const block = blockAround($at);
  if (!block) return at;
  return block.node.content.size ? block.place + block.node.nodeSize : block.place;
};

const isPicture = (file) => file.type.startsWith("image/");

export const droppedPictures = ({ config }) => {
  const takeAll = (view, files, at) => {
    const pictures = [...(files ?? [])].filter(isPicture);
    if (!pictures.length) return false;
    if (config.upload) pictures.forEach((file) => take(view, file, placeFor(view.state, at), config));
    else announce("You do not have the right to bring in pictures. Ask an editor.");
    return true;
  };
  return new Plugin({
    key: KEY,
    state: {
      init: () => DecorationSet.empty,
      apply(tr, set) {
        const mapped = set.map(tr.mapping, tr.doc);
        const { add, remove } = tr.getMeta(KEY) ?? {};
        if (add) return mapped.add(tr.doc, [Decoration.widget(add.place, add.element, { id: add.id, side: -1, key: add.id, stopEvent: () => true })]);
        return remove ? mapped.remove(mapped.find(null, null, (spec) => spec.id === remove)) : mapped;
      },
    },
    props: {
      decorations: (state) => KEY.getState(state),
      handleDOMEvents: {
        drop(view, event) {
          const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.doc.content.size;
          if (!takeAll(view, event.dataTransfer?.files, at)) return false;
          event.preventDefault();
          return true;
        },
      },
      handlePaste: (view, event) => !event.clipboardData?.getData("text/html") && takeAll(view, event.clipboardData?.files, view.state.selection.from),
    },
  });
};
