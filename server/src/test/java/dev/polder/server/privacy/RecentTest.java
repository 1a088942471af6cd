package dev.polder.server.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecentTest {
    @Test
    void aNameThatStandsForAnotherSubjectAfterwardsFindsNothingOfTheFirst() {
        Recent<SubjectName, String> recent = new Recent<>(2, SubjectName::copy);
        // Two names with the same hash.
        recent.put(name("Aa"), "of Aa");
        recent.put(name("x"), "of x");
        recent.put(name("y"), "of y");
        SubjectName reused = name("Aa");
        assertThat(recent.find(reused)).isEqualTo("of Aa");

        over(reused, "BB");

        assertThat(reused).hasSameHashCodeAs(name("Aa"));
        assertThat(recent.find(reused)).isNull();
        assertThat(recent.find(name("Aa"))).isEqualTo("of Aa");
    }

    @Test
    void whatWasNotUsedSinceTheLastTimeGoes() {
        Recent<String, Integer> recent = new Recent<>(2, key -> key);
        recent.put("a", 1);
        recent.put("b", 2);
        recent.put("c", 3);
        assertThat(recent.find("a")).isEqualTo(1);
        recent.put("d", 4);

        assertThat(recent.find("a")).isEqualTo(1);
        assertThat(recent.find("b")).isNull();
        assertThat(recent.find("d")).isEqualTo(4);
    }

    private static SubjectName name(String text) {
        return over(new SubjectName(), text);
    }

    private static SubjectName over(SubjectName name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return name.over(bytes, 0, bytes.length);
    }
}
