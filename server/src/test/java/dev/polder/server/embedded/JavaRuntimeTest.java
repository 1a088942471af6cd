package dev.polder.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaRuntimeTest {
    private static final JavaRuntime JAVA_17 = new JavaRuntime(Path.of("/jdk17"), 17);
    private static final JavaRuntime JAVA_21 = new JavaRuntime(Path.of("/jdk21"), 21);
    private static final JavaRuntime JAVA_25 = new JavaRuntime(Path.of("/jdk25"), 25);

    @Test
    void sparkRunsOnTheCurrentJavaIfItFits() {
        assertThat(JavaRuntime.choose(JAVA_21, List.of(JAVA_17))).isEqualTo(JAVA_21);
    }

    @Test
    void sparkRunsOnAnInstalledJavaIfTheCurrentOneIsTooNew() {
        assertThat(JavaRuntime.choose(JAVA_25, List.of(JAVA_25, JAVA_17))).isEqualTo(JAVA_17);
    }

    @Test
    void whatIsMissingForSparkIsNamedWithTheCommandThatInstallsIt() {
        PolderException refusal =
                catchThrowableOfType(PolderException.class, () -> JavaRuntime.choose(JAVA_25, List.of()));

        assertThat(refusal.code()).isEqualTo(Code.JAVA_VERSION);
        assertThat(refusal).hasMessageContaining("17 or 21").hasMessageContaining("found 25");
        assertThat(refusal.remedy()).contains("apt-get install openjdk-17-jre-headless");
    }

    @Test
    void theRunningJavaIsRecognisedByItsFiles() {
        assertThat(JavaRuntime.at(JavaRuntime.current().home())).contains(JavaRuntime.current());
    }
}
