package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.gate.fast.AsciiFormat;
import dev.polder.gate.fast.TextRule;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the judge over bytes accepts, the reference accepts; and it knows nearly all that real data holds. */
class AsciiFormatTest {
    private static final String ALPHABET = "aZ09f-_.:/@%?#=+[]\"\\ é!$&'()*,;~{|}^`<>\t\u007f";

    private static final Map<String, Function<Random, String>> REALISTIC = Map.of(
            "email", AsciiFormatTest::email,
            "uri", AsciiFormatTest::uri,
            "uuid", random -> new UUID(random.nextLong(), random.nextLong()).toString(),
            "ipv4", AsciiFormatTest::ipv4,
            "ipv6", AsciiFormatTest::ipv6,
            "hostname", AsciiFormatTest::host,
            "byte", AsciiFormatTest::base64);

    @Test
    void everyFormatIsThere() {
        for (TextFormat format : TextFormat.values()) {
            assertThat(AsciiFormat.of(format.word().toUpperCase(Locale.ROOT))).isPresent();
        }
        assertThat(AsciiFormat.of("password")).isEmpty();
    }

    @Test
    void realDataIsDecided() {
        REALISTIC.forEach((word, maker) -> {
            TextRule rule = AsciiFormat.of(word).orElseThrow();
            TextFormat reference = TextFormat.of(word).orElseThrow();
            Random random = new Random(5);
            for (int i = 0; i < 20_000; i++) {
                String text = maker.apply(random);
                assertThat(reference.matches(text)).as(text).isTrue();
                assertThat(accepts(rule, text)).as(text).isTrue();
            }
        });
    }

    @Test
    void whatIsAcceptedTheReferenceAccepts() {
        int[] points = ALPHABET.codePoints().toArray();
        REALISTIC.forEach((word, maker) -> {
            TextRule rule = AsciiFormat.of(word).orElseThrow();
            TextFormat reference = TextFormat.of(word).orElseThrow();
            Random random = new Random(11);
            int accepted = 0;
            for (int i = 0; i < 150_000; i++) {
                StringBuilder text = new StringBuilder(i % 4 == 0 ? "" : maker.apply(random));
                for (int edits = 1 + random.nextInt(i % 4 == 0 ? 12 : 3); edits > 0; edits--) {
                    int at = random.nextInt(text.length() + 1);
                    switch (random.nextInt(3)) {
                        case 0 -> text.insert(at, Character.toString(points[random.nextInt(points.length)]));
                        case 1 -> text.delete(at, at + 1);
                        default -> text.insert(at, text.substring(random.nextInt(at + 1), at));
                    }
                }
                if (accepts(rule, text.toString())) {
                    accepted++;
                    assertThat(reference.matches(text.toString()))
                            .as(word + ": " + text)
                            .isTrue();
                }
            }
            assertThat(accepted).as(word).isPositive();
        });
    }

    @Test
    void edgesAreThoseOfTheReference() {
        List<String> edges = List.of(
                "",
                ".",
                "-",
                "a-",
                "-a",
                "a..b",
                "a.",
                ".a",
                "x".repeat(63),
                "x".repeat(64),
                "x".repeat(253),
                ("x".repeat(49) + ".").repeat(5) + "abc",
                ("x".repeat(49) + ".").repeat(5) + "abcd",
                "a@b",
                "a@",
                "@b",
                "a.@b",
                ".a@b",
                "a..b@c",
                "x".repeat(64) + "@b",
                "x".repeat(65) + "@b",
                "a@b@c",
                "\"a b\"@c",
                "a@[1.2.3.4]",
                "a@" + ("x".repeat(49) + ".").repeat(4) + "x".repeat(49),
                "::",
                ":::",
                "1::",
                "::1",
                "1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7::",
                "::2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:8::",
                "1:2:3:4:5:6:7",
                "1::2::3",
                "12345::",
                "::ffff:1.2.3.4",
                "1:2:3:4:5:6:7:",
                ":1:2:3:4:5:6:7",
                "fe80::1%eth0",
                "0.0.0.0",
                "255.255.255.255",
                "256.1.1.1",
                "01.1.1.1",
                "1.1.1",
                "1.1.1.1.",
                "1.1.1.1.1",
                "1..1.1",
                "=",
                "==",
                "===",
                "====",
                "a===",
                "ab==",
                "abc=",
                "abcd",
                "abcd====",
                "a=bc",
                "ab=c",
                "http:",
                "http:/",
                "http://",
                "http:///x",
                "http://h",
                "http://h:",
                "http://h:80",
                "http://h:99999999999/",
                "http://h:8a",
                "http://h/%",
                "http://h/%2",
                "http://h/%2f",
                "http://h/%zz",
                "http://h#a#b",
                "http://h?a?b",
                "http://h/[",
                "http://h?[",
                "http://[::1]/",
                "mailto:a@b.c",
                "urn:isbn:1",
                "1a:b",
                "+a:b",
                "a:",
                "a:b#",
                "a:?b",
                "a://-h",
                "a://h-",
                "a://h.",
                "a://u@h",
                "a://h/a b",
                "http://h/\u00e9");
        for (TextFormat reference : TextFormat.values()) {
            TextRule rule = AsciiFormat.of(reference.word()).orElseThrow();
            for (String edge : edges) {
                assertThat(!accepts(rule, edge) || reference.matches(edge))
                        .as(reference + " " + edge)
                        .isTrue();
            }
        }
    }

    private static boolean accepts(TextRule rule, String text) {
        byte[] bytes = ("=" + text + ":").getBytes(StandardCharsets.UTF_8);
        return rule.accepts(bytes, 1, bytes.length - 1, text.chars().allMatch(c -> c < 128));
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = 1 + random.nextInt(10); i > 0; i--) {
            word.append("abcdefghijklmnopqrstuvwxyzABC0123456789".charAt(random.nextInt(39)));
        }
        return word.toString();
    }

    private static String host(Random random) {
        return word(random) + (random.nextBoolean() ? "-" + word(random) : "") + "." + word(random)
                + List.of(".com", ".co.uk", "", ".org").get(random.nextInt(4));
    }

    private static String email(Random random) {
        return word(random) + List.of("", ".x", "_y", "+tag", "-z").get(random.nextInt(5)) + "@" + host(random);
    }

    private static String uri(Random random) {
        if (random.nextInt(8) == 0) {
            return List.of("urn:isbn:", "mailto:", "tag:").get(random.nextInt(3)) + word(random);
        }
        return List.of("https", "http", "s3", "ftp").get(random.nextInt(4)) + "://" + host(random)
                + (random.nextInt(4) == 0 ? ":" + random.nextInt(65536) : "")
                + (random.nextInt(4) > 0 ? "/" + word(random) + "/%20" + word(random) + ".html" : "")
                + (random.nextInt(3) == 0 ? "?a=" + word(random) + "&b=c+d" : "")
                + (random.nextInt(3) == 0 ? "#" + word(random) : "");
    }

    private static String ipv4(Random random) {
        return random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256);
    }

    private static String ipv6(Random random) {
        int groups = random.nextBoolean() ? 8 : 1 + random.nextInt(7);
        int gap = groups == 8 ? -1 : random.nextInt(groups + 1);
        StringBuilder address = new StringBuilder();
        for (int i = 0; i < groups; i++) {
            if (i == gap) {
                address.append("::");
            } else if (i > 0) {
                address.append(':');
            }
            address.append(Integer.toHexString(random.nextInt(65536)));
        }
        return gap == groups ? address + "::" : address.toString();
    }

    private static String base64(Random random) {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
