package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;

/** Strings: lengths in code points, {@code pattern} anywhere in the string unless it is anchored, {@code format}. */
final class TextCheck implements Check {
    private final OptionalInt minLength;
    private final OptionalInt maxLength;
    private final Optional<TextPattern> pattern;
    private final Optional<TextFormat> format;

    TextCheck(
            OptionalInt minLength, OptionalInt maxLength, Optional<TextPattern> pattern, Optional<TextFormat> format) {
        this.minLength = minLength;
        this.maxLength = maxLength;
        this.pattern = pattern;
        this.format = format;
    }

    OptionalInt minLength() {
        return minLength;
    }

    OptionalInt maxLength() {
        return maxLength;
    }

    Optional<TextPattern> pattern() {
        return pattern;
    }

    Optional<TextFormat> format() {
        return format;
    }

    @Override
    public Object check(Value value, Where where, Refusals refusals) {
        if (value instanceof Value.Bin bin) {
            return bytes(bin.bytes(), where, refusals);
        }
        if (!(value instanceof Value.Str string)) {
            refusals.add(
                    Code.RECORD_TYPE,
                    where,
                    "type string",
                    "The value must be a string, but is " + value.word(),
                    value);
            return INVALID;
        }
        String text = string.text();
        int before = refusals.count();
        if (!isStorable(text, where, refusals)) {
            return INVALID;
        }
        int length = text.codePointCount(0, text.length());
        if (minLength.isPresent() && length < minLength.getAsInt()) {
            String message =
                    "The string has " + length + " characters; at least " + minLength.getAsInt() + " are needed";
            refusals.add(Code.RECORD_LENGTH, where, "minLength " + minLength.getAsInt(), message, value);
        }
        if (maxLength.isPresent() && length > maxLength.getAsInt()) {
            String message =
                    "The string has " + length + " characters; at most " + maxLength.getAsInt() + " are allowed";
            refusals.add(Code.RECORD_LENGTH, where, "maxLength " + maxLength.getAsInt(), message, value);
        }
        if (pattern.isPresent() && pattern.get().isTooLong(text)) {
            String message = "The string is too long for its pattern; at most "
                    + pattern.get().longest() + " characters are searched";
            refusals.add(Code.RECORD_LIMIT, where, "pattern " + pattern.get().written(), message, value);
        } else if (pattern.isPresent() && !pattern.get().isFoundIn(text)) {
            String written = pattern.get().written();
            refusals.add(
                    Code.RECORD_PATTERN,
                    where,
                    "pattern " + written,
                    "The string must match " + Where.shortened(written, 200),
                    value);
        }
        if (format.isPresent() && !format.get().matches(text)) {
            String word = format.get().word();
            refusals.add(
                    Code.RECORD_FORMAT,
                    where,
                    "format " + word,
                    "The string must be " + format.get().phrase(),
                    value);
        }
        return refusals.count() == before && !refusals.isFull() ? text : INVALID;
    }

    /** Bytes are base64 where the contract wants that, else the text that they encode. */
    private Object bytes(byte[] bytes, Where where, Refusals refusals) {
        if (format.equals(Optional.of(TextFormat.BYTE))) {
            return check(new Value.Str(Base64.getEncoder().encodeToString(bytes)), where, refusals);
        }
        try {
            return check(new Value.Str(JsonText.decoded(bytes).toString()), where, refusals);
        } catch (CharacterCodingException e) {
            refusals.add(Code.RECORD_FORMAT, where, "characters", "The bytes are no UTF-8");
            return INVALID;
        }
    }

    /** JSON can write what no column can hold: half a character, and NUL, at which other programs end a string. */
    static boolean isStorable(String text, Where where, Refusals refusals) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                refusals.add(Code.RECORD_FORMAT, where, "characters", "The string holds the character U+0000");
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    refusals.add(
                            Code.RECORD_FORMAT,
                            where,
                            "characters",
                            "The string holds a surrogate without its other half");
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public Object written(String text) {
        return text;
    }

    @Override
    public void write(Object carrier, AvroBytes out) {
        out.text((String) carrier);
    }

    @Override
    public void writeKey(Object carrier, StringBuilder json) {
        JsonString.append((String) carrier, json);
    }
}
