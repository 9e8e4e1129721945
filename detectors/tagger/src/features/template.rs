//! The templates' numbers, which are part of every stored weight's key, and their names for explanations.

macro_rules! templates {
    ($($name:ident = $number:literal $text:literal),+ $(,)?) => {
        $(#[doc = $text] pub const $name: u8 = $number;)+

        /// What a template looks at.
        #[must_use]
        pub fn name(template: u8) -> &'static str {
            match template {
                $($name => $text,)+
                _ => "ending",
            }
        }
    };
}

templates! {
    WORD = 1 "word",
    WORD_SHAPE = 2 "word as written",
    LEFT = 3 "left neighbour",
    RIGHT = 4 "right neighbour",
    LEFT2 = 5 "second to the left",
    RIGHT2 = 6 "second to the right",
    LEFT_AND_WORD = 7 "left neighbour and word",
    WORD_AND_RIGHT = 8 "word and right neighbour",
    TWO_LEFT = 9 "two to the left",
    TWO_RIGHT = 10 "two to the right",
    LEFT_AND_RIGHT = 11 "both neighbours",
    LEFT_CLASSES = 12 "left neighbour and lists",
    RIGHT_CLASSES = 13 "right neighbour and lists",
    SHAPES = 14 "shapes of three words",
    SHAPES5 = 15 "shapes of five words",
    // 16 to 20: the five affixes
    AFFIX = 16 "beginning or ending",
    LEFT_ENDING = 21 "left neighbour's ending",
    RIGHT_ENDING = 22 "right neighbour's ending",
    LENGTH = 23 "length",
    ENDING_CLASSES = 24 "ending and lists",
    CLASSES = 25 "lists",
    CLASSES_LEFT = 26 "lists of it and the left neighbour",
    CLASSES_RIGHT = 27 "lists of it and the right neighbour",
    CLASSES3 = 28 "lists of three words",
    CLASSES_TWO_LEFT = 29 "lists of two to the left",
    CLASSES_TWO_RIGHT = 30 "lists of two to the right",
    CLASS = 31 "list",
    CLASS_LEFT_SHAPE = 32 "list and the left neighbour's shape",
    WORD_BEFORE = 33 "nearest word before",
    WORD_AFTER = 34 "nearest word after",
    CLASSES_AROUND = 35 "lists of the nearest words",
    GLUE = 36 "signs that touch it",
    GLUE_CLASSES = 37 "signs that touch it and lists",
    LABEL = 38 "label",
    LABEL_PAIR = 39 "label of two words",
    LABEL_CLASSES = 40 "lists of the label",
    COLUMN = 41 "column",
    LINE = 42 "line",
    LINE_CLASSES = 43 "line and lists",
    POSITION = 44 "position in the line",
    TOPIC = 45 "what the text is about and lists",
    TOPIC_SHAPE = 46 "what the text is about",
    ELSEWHERE = 47 "elsewhere in the text",
}

/// Templates that look at which words the neighbours are.
pub const NEIGHBOURS: [u8; 16] = [
    LEFT,
    RIGHT,
    LEFT2,
    RIGHT2,
    LEFT_AND_WORD,
    WORD_AND_RIGHT,
    TWO_LEFT,
    TWO_RIGHT,
    LEFT_AND_RIGHT,
    LEFT_CLASSES,
    RIGHT_CLASSES,
    LEFT_ENDING,
    RIGHT_ENDING,
    WORD_BEFORE,
    WORD_AFTER,
    LABEL_PAIR,
];
