// Counts what a Streamlit page sends to its server and gets back, so that a test can wait for the
// answer to what it did, not for time. Field numbers: BackMsg.proto and ForwardMsg.proto of Streamlit.
(() => {
  const RERUN_TAG = (11 << 3) | 2 // BackMsg.rerun_script, always the first field
  const FINISHED = 6 // ForwardMsg.script_finished
  const FINISHED_EARLY = 2 // stopped to run again at once
  const QUIET_MS = 60
  const LOOKS = 3 // a page that has no time for a look is not idle
  let awaited = true // the run that opening the page starts
  let last = performance.now()
  let looks = 0
  window.appMessages = 0 // received

  // The value of a varint field at the top of a protobuf message; undefined where it is not there.
  const varintOf = (bytes, wanted) => {
    let at = 0
    const varint = () => {
      let value = 0
      for (let scale = 1; ; scale *= 128) {
        const byte = bytes[at++]
        value += (byte & 127) * scale
        if (byte < 128) return value
      }
    }
    while (at < bytes.length) {
      const tag = varint()
      const value = varint() // a varint, or the length of what follows: Streamlit sends no other
      if (Math.floor(tag / 8) === wanted) return value
      if (tag % 8 === 2) at += value
    }
  }

  const receive = ({ data }) => {
    last = performance.now()
    window.appMessages += 1
    const status = varintOf(new Uint8Array(data), FINISHED)
    if (status !== undefined) awaited = status === FINISHED_EARLY
  }

  window.WebSocket = class extends window.WebSocket {
    constructor(...options) {
      super(...options)
      this.addEventListener("message", receive)
    }
    send(data) {
      if (data[0] === RERUN_TAG) awaited = true
      last = performance.now()
      super.send(data)
    }
  }

  const isCalm = () => {
    const app = document.querySelector("[data-testid=stApp]")?.dataset
    if (app?.testConnectionState !== "CONNECTED" || app.testScriptState !== "notRunning") return false
    if (awaited || performance.now() - last < QUIET_MS) return false
    return !document.querySelector("[data-stale=true], [data-testid=stSkeleton]")
  }

  // `wait` says which wait asks: each one takes looks of its own.
  let waiting
  window.appIsIdle = (wait) => {
    if (wait !== waiting) looks = 0
    waiting = wait
    looks = isCalm() ? looks + 1 : 0
    return looks >= LOOKS
  }
})()
