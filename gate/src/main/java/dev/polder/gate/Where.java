package dev.polder.gate;

/**
 * A place in a record; becomes a JSON path only when something is wrong there.
 *
 * @param secret whether the contract forbids to show values from here
 */
record Where(Where parent, String name, int index, boolean secret) {
    static final Where ROOT = new Where(null, "", -1, false);

    private static final int LONGEST_NAME = 64;

    Where member(String member, boolean memberSecret) {
        return new Where(this, member, -1, secret || memberSecret);
    }

    Where item(int item) {
        return new Where(this, "", item, secret);
    }

    @Override
    public String toString() {
        StringBuilder path = new StringBuilder();
        append(path);
        return path.toString();
    }

    private void append(StringBuilder path) {
        if (parent == null) {
            path.append('$');
            return;
        }
        parent.append(path);
        if (index >= 0) {
            path.append('[').append(index).append(']');
        } else {
            appendMember(name, path);
        }
    }

    /** Appends a member to a JSON path: {@code .name} or {@code ['na me']}. */
    static void appendMember(String name, StringBuilder path) {
        if (isPlain(name)) {
            path.append('.').append(name);
        } else {
            path.append("['");
            shortened(name, LONGEST_NAME).codePoints().forEach(c -> {
                if (c == '\'' || c == '\\') {
                    path.append('\\').appendCodePoint(c);
                } else if (Character.isISOControl(c) || c >= 0xD800 && c <= 0xDFFF) {
                    path.append(String.format("\\u%04x", c));
                } else {
                    path.appendCodePoint(c);
                }
            });
            path.append("']");
        }
    }

    private static boolean isPlain(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!letter && (i == 0 || c != '-' && (c < '0' || c > '9'))) {
                return false;
            }
        }
        return true;
    }

    /** At most so many code points, with an ellipsis in place of what is left out; what UTF-8 cannot carry becomes U+FFFD. */
    static String shortened(String text, int length) {
        boolean cut = text.codePointCount(0, Math.min(text.length(), 2 * length + 2)) > length;
        String start = cut ? text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…" : text;
        return start.codePoints().allMatch(c -> c < 0xD800 || c > 0xDFFF)
                ? start
                : start.codePoints()
                        .map(c -> c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }
}
