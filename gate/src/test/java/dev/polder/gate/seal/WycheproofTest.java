package dev.polder.gate.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Project Wycheproof's vectors, all that have nonces of 96 bits and tags of 128. They are not part of this project: {@code -Dpolder.test.jvm=-Dpolder.wycheproof=FILE}
 * names their {@code testvectors_v1/aes_gcm_test.json}.
 */
class WycheproofTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "polder.wycheproof", matches = ".+")
    @SuppressWarnings("unchecked")
    void everyVectorThatIsValidComesOut(GcmSealerTest.Kind kind) throws IOException {
        Path file = Path.of(System.getProperty("polder.wycheproof"));
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
        Map<String, Object> all = (Map<String, Object>) new Load(settings).loadFromString(Files.readString(file));
        int tried = 0;
        for (Map<String, Object> group : (List<Map<String, Object>>) all.get("testGroups")) {
            if (!Integer.valueOf(96).equals(group.get("ivSize"))
                    || !Integer.valueOf(128).equals(group.get("tagSize"))) {
                continue;
            }
            for (Map<String, Object> vector : (List<Map<String, Object>>) group.get("tests")) {
                if (vector.get("result").equals("valid")) {
                    assertThat(sealed(kind, vector))
                            .as("vector " + vector.get("tcId"))
                            .isEqualTo("" + vector.get("iv") + vector.get("ct") + vector.get("tag"));
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(100);
    }

    private static String sealed(GcmSealerTest.Kind kind, Map<String, Object> vector) {
        byte[] value = HEX.parseHex((String) vector.get("msg"));
        GcmSealer sealer = kind.sealer(
                new GcmKey(HEX.parseHex((String) vector.get("key"))), new byte[0], new Nonces(HEX.parseHex((String)
                        vector.get("iv"))));
        byte[] out = new byte[value.length + GcmSealer.OVERHEAD];
        int end = sealer.seal(sealer.place(HEX.parseHex((String) vector.get("aad"))), value, 0, value.length, out, 0);
        return HEX.formatHex(Arrays.copyOf(out, end));
    }
}
