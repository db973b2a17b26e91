// The rule of `crop_of` in media/renditions.py, so that what the desk sees here is what readers get; a test compares both.

// As Python rounds: a half goes to the even neighbour.
const rounded = (number) => {
  const below = Math.floor(number);
  if (number - below !== 0.5) return Math.round(number);
  return below % 2 === 0 ? below : below + 1;
};

const between = (least, number, most) => Math.min(Math.max(least, number), most);

const within = (picture, corner, size) => {
  const width = Math.min(Math.max(1, rounded(size.width)), picture.width);
  const height = Math.min(Math.max(1, rounded(size.height)), picture.height);
  return {
    left: Math.min(Math.max(0, rounded(corner.left)), picture.width - width),
    top: Math.min(Math.max(0, rounded(corner.top)), picture.height - height),
    width,
    height,
  };
};

const largest = (picture, ratio) => {
  const [across, down] = ratio.split(":").map(Number);
  const scale = Math.min(picture.width / across, picture.height / down);
  return { width: across * scale, height: down * scale };
};

const cropOf = (picture, ratio, focus, cut) => {
  if (cut) {
    const [left, top, width, height] = cut;
    return within(
      picture,
      { left: left * picture.width, top: top * picture.height },
      { width: width * picture.width, height: height * picture.height },
    );
  }
  const size = largest(picture, ratio);
  const corner = {
    left: focus.x * picture.width - size.width / 2,
    top: focus.y * picture.height - size.height / 2,
  };
  return within(picture, corner, size);
};

export { between, cropOf, largest };
