/** Every script's answer begins with this, on a line of its own with what the script adds to it. */
export const BEGIN = 'sigwatch-answer';
/** The last line of an answer that is whole. */
export const END = 'sigwatch-end';
