package dev.polder.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PortOwnerTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void theProcessThatListensIsFound() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(PortOwner.find(socket.getLocalPort()))
                    .map(ProcessHandle::pid)
                    .contains(ProcessHandle.current().pid());
            assertThat(PortOwner.describe(socket.getLocalPort()).orElseThrow())
                    .isEqualTo("process " + ProcessHandle.current().pid() + " (java)");
        }
    }

    @Test
    void aFreePortHasNoOwner() {
        assertThat(PortOwner.find(LoopbackPorts.free())).isEmpty();
    }
}
