package dev.spacefinder.local.pool.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's side of SRP-6a as Cognito speaks it: the 3072-bit group of RFC 3526, SHA-256, numbers hashed in their
 * shortest two's-complement form (not padded to the group's width), and the session key drawn by HKDF (RFC 5869) with
 * Cognito's info string.
 */
public final class Srp {

    /** The group's prime. */
    public static final BigInteger N = new BigInteger(
            ""
                    + "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
                    + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
                    + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
                    + "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
                    + "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
                    + "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
                    + "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
                    + "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
            16);

    private static final BigInteger G = BigInteger.TWO;
    private static final BigInteger K = new BigInteger(1, sha256(bytes(N), bytes(G)));
    private static final int KEY_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Srp() {}

    /** The server's secret number of one sign-in. */
    public static BigInteger randomSecret() {
        return new BigInteger(256, RANDOM).setBit(0);
    }

    /** The verifier of a password, v = g^x; poolName is the pool id's part after the underscore. */
    public static BigInteger verifier(String poolName, String username, String password, BigInteger salt) {
        var identity = sha256((poolName + username + ":" + password).getBytes(UTF_8));
        return G.modPow(new BigInteger(1, sha256(bytes(salt), identity)), N);
    }

    /** The server's public number, B = k·v + g^b. */
    public static BigInteger publicNumber(BigInteger verifier, BigInteger b) {
        return K.multiply(verifier).add(G.modPow(b, N)).mod(N);
    }

    /** Whether the client's public number may be used: with A ≡ 0 anyone would know the key. */
    public static boolean isAcceptable(BigInteger a) {
        return a.signum() > 0 && a.mod(N).signum() != 0;
    }

    /** The key that both sides share, S = (A·v^u)^b, shortened to 16 bytes. */
    public static byte[] sessionKey(
            BigInteger clientNumber, BigInteger serverNumber, BigInteger verifier, BigInteger b) {
        var u = new BigInteger(1, sha256(bytes(clientNumber), bytes(serverNumber)));
        var shared = clientNumber.multiply(verifier.modPow(u, N)).modPow(b, N);
        var extracted = hmac(bytes(u), bytes(shared));
        return Arrays.copyOf(hmac(extracted, "Caldera Derived Key".getBytes(UTF_8), new byte[] {1}), KEY_BYTES);
    }

    /** What the client proves its key with. */
    public static byte[] signature(byte[] key, String poolName, String username, byte[] secretBlock, String timestamp) {
        return hmac(key, (poolName + username).getBytes(UTF_8), secretBlock, timestamp.getBytes(UTF_8));
    }

    /** A number's shortest two's-complement form: a zero byte comes first when the top bit is set. */
    private static byte[] bytes(BigInteger number) {
        return number.toByteArray();
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** HMAC with SHA-256 over the parts, one after the other. */
    public static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (var part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
