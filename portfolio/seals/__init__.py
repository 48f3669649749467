"""One press by a safety lead makes something unreachable for everyone; two people open it again."""
