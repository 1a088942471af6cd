package dev.polder.cli.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class UntilTest {
    private final Until until = new Until();

    @Test
    void aDayIsStillPartOfIt() {
        assertThat(until.convert("2027-03-31")).isEqualTo("2027-04-01T00:00:00Z");
        assertThat(until.convert("2027-03-31T18:00:00+02:00")).isEqualTo("2027-03-31T16:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({"30m,PT30M", "12H,PT12H", "90d,P90D"})
    void aSpanBeginsNow(String text, Duration span) {
        Instant before = Instant.now();

        Instant end = until.convert(text);

        assertThat(Duration.between(before, end).minus(span)).isBetween(Duration.ZERO, Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tomorrow", "-1d", "2027-02-30", "90", "2027-03-31T18:00"})
    void anythingElseIsRefusedWithTheFormsThatThereAre(String text) {
        assertThatThrownBy(() -> until.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("write it as 12h, 90d");
    }
}
