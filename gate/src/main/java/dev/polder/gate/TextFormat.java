package dev.polder.gate;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** ODCS {@code format} of strings, as far as it can be checked; any other format is a remark for people. */
enum TextFormat {
    EMAIL("email", "an e-mail address", TextFormat::isEmail),
    URI("uri", "an absolute URI", TextFormat::isUri),
    UUID("uuid", "a UUID", TextFormat::isUuid),
    IPV4("ipv4", "an IPv4 address", TextFormat::isIpv4),
    IPV6("ipv6", "an IPv6 address", TextFormat::isIpv6),
    HOSTNAME("hostname", "a host name", TextFormat::isHostname),
    BYTE("byte", "base64", TextFormat::isBase64);

    private static final Pattern LOCAL = Pattern.compile(
            "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++)*+|\"(?:[ !#-\\[\\]-~]|\\\\[ -~])*+\"");

    private final String word;
    private final String phrase;
    private final Predicate<String> check;

    TextFormat(String word, String phrase, Predicate<String> check) {
        this.word = word;
        this.phrase = phrase;
        this.check = check;
    }

    static Optional<TextFormat> of(String word) {
        for (TextFormat format : values()) {
            if (format.word.equalsIgnoreCase(word)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    String word() {
        return word;
    }

    String phrase() {
        return phrase;
    }

    boolean matches(String text) {
        return check.test(text);
    }

    /** A mailbox of RFC 5321. */
    private static boolean isEmail(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1
                || at > 64
                || text.length() > 254
                || !LOCAL.matcher(text.substring(0, at)).matches()) {
            return false;
        }
        String domain = text.substring(at + 1);
        if (domain.startsWith("[") && domain.endsWith("]")) {
            String literal = domain.substring(1, domain.length() - 1);
            return literal.regionMatches(true, 0, "IPv6:", 0, 5) ? isIpv6(literal.substring(5)) : isIpv4(literal);
        }
        return isHostname(domain);
    }

    /** RFC 3986 with a scheme, ASCII only. */
    private static boolean isUri(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7F) {
                return false;
            }
        }
        try {
            return new URI(text).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isUuid(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? text.charAt(i) != '-' : !isHex(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Four decimal numbers without leading zeros, which some programs read as octal. */
    private static boolean isIpv4(String text) {
        String[] parts = text.length() > 15 ? new String[0] : text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || part.length() > 1 && part.charAt(0) == '0' || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    /** RFC 4291, section 2.2, all three forms; no zone. */
    private static boolean isIpv6(String text) {
        if (text.length() > 45) {
            return false;
        }
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == 8;
        }
        if (text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        int before = gap == 0 ? 0 : groups(text.substring(0, gap), false);
        int after = gap + 2 == text.length() ? 0 : groups(text.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    private static int groups(String text, boolean last) {
        String[] parts = text.split(":", -1);
        int groups = 0;
        for (int i = 0; i < parts.length; i++) {
            if (last && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                return isIpv4(parts[i]) ? groups + 2 : -1;
            }
            if (parts[i].isEmpty() || parts[i].length() > 4 || !parts[i].chars().allMatch(TextFormat::isHex)) {
                return -1;
            }
            groups++;
        }
        return groups;
    }

    /** RFC 1123. */
    private static boolean isHostname(String text) {
        if (text.isEmpty() || text.length() > 253) {
            return false;
        }
        for (String label : text.split("\\.", -1)) {
            boolean letters = !label.isEmpty()
                    && label.length() <= 63
                    && label.chars().allMatch(c -> isAlphanumeric(c) || c == '-');
            if (!letters || label.charAt(0) == '-' || label.charAt(label.length() - 1) == '-') {
                return false;
            }
        }
        return true;
    }

    /** RFC 4648, section 4, with padding. */
    private static boolean isBase64(String text) {
        if (text.length() % 4 != 0) {
            return false;
        }
        int end = text.endsWith("==") ? text.length() - 2 : text.endsWith("=") ? text.length() - 1 : text.length();
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && c != '+' && c != '/') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static boolean isHex(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }
}
