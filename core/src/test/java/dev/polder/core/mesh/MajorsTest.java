package dev.polder.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MajorsTest {
    @ParameterizedTest
    @ValueSource(strings = {"1", "1.2", "v1.0.0", "1.0.0-beta.1", "1.0.0+build"})
    void derivesTheMajorVersionOfAPort(String version) {
        assertThat(Majors.of(version)).contains(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one", "1.x", "1.2.3.4", "-1", "1234", "١"})
    void derivesNoMajorVersionFromOtherTexts(String version) {
        assertThat(Majors.of(version)).isEqualTo(Optional.empty());
    }
}
