package dev.polder.server.privacy;

/** Looks for words in bytes. */
final class Words {
    private Words() {}

    /** Whether the text holds the word, with nothing around it that would make it part of a longer one. */
    static boolean holds(byte[] text, byte[] word) {
        for (int from = 0; from + word.length <= text.length; from++) {
            int length = 0;
            while (length < word.length && text[from + length] == word[length]) {
                length++;
            }
            if (length == word.length
                    && (from == 0 || !isPart(text[from - 1]))
                    && (from + length == text.length || !isPart(text[from + length]))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPart(byte c) {
        return c < 0 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }
}
