package dev.polder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimesTest {
    private final Times.Since since = new Times.Since();
    private final Times.Before before = new Times.Before();
    private final Times.Until until = new Times.Until();
    private final Times.Span span = new Times.Span();

    @Test
    void aDayIsFromItsBeginningToItsEnd() {
        assertThat(since.convert("2027-03-31")).isEqualTo("2027-03-31T00:00:00Z");
        assertThat(before.convert("2027-03-31")).isEqualTo("2027-04-01T00:00:00Z");
        assertThat(until.convert("2027-03-31")).isEqualTo("2027-04-01T00:00:00Z");
        assertThat(until.convert("2027-03-31T18:00:00+02:00")).isEqualTo("2027-03-31T16:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "90s,PT1M30S", "30m,PT30M", "12H,PT12H", "90d,P90D", "P30D,P30D", "PT2M,PT2M"})
    void aSpanReadsTheSameEverywhere(String text, Duration length) {
        Instant now = Instant.now();

        assertThat(span.convert(text)).isEqualTo(length);
        assertThat(Duration.between(now.plus(length), until.convert(text)))
                .isBetween(Duration.ZERO, Duration.ofMinutes(1));
        assertThat(Duration.between(now.minus(length), since.convert(text)))
                .isBetween(Duration.ZERO, Duration.ofMinutes(1));
        assertThat(Duration.between(now.minus(length), before.convert(text)))
                .isBetween(Duration.ZERO, Duration.ofMinutes(1));
    }

    @Test
    void aNumberAloneIsSecondsWhereALengthIsMeant() {
        assertThat(span.convert("90")).isEqualTo(Duration.ofSeconds(90));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tomorrow", "-1d", "2027-02-30", "90", "PT-5M", "2027-03-31T18:00"})
    void anythingElseIsRefusedWithTheFormsThatThereAre(String text) {
        assertThatThrownBy(() -> until.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("write it as 12h, 90d");
        assertThatThrownBy(() -> since.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("write it as 6h, 7d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5s", "P1M", "2027-03-31"})
    void whatIsNoSpanIsRefusedWithTheFormsThatThereAre(String text) {
        assertThatThrownBy(() -> span.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("write it as 90s, 2m, 12h, 90d");
    }
}
