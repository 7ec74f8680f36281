"""Fragments of which the reviews are put together: one a line, with slots for what the paper is about.

Slots: {sys} the system or paper, {k1} {k2} {k3} its keywords, {n} a small number, {sec} a section number,
{fig} a figure number.
"""

# ruff: noqa: E501
# One fragment a line.

from typing import Literal

Part = Literal["summary", "strengths", "weaknesses", "questions", "remarks"]
ReviewerSide = Literal["ml", "systems"]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.strip().splitlines())


_ML: dict[Part, tuple[str, ...]] = {
    "summary": _lines("""
The paper studies {k1} and proposes {sys}, which treats {k2} as part of the learning problem instead of as a given.
{sys} is a method for {k1}; its main claim is that a simple estimator, used at the right place, replaces a good deal of tuning.
The authors formalise {k1} as a trade-off between statistical and computational cost, give a procedure, and test it on several tasks.
This submission addresses {k1}. The idea is to exploit structure in {k2} that earlier work averages away.
I read this as a paper about {k2} that uses {k1} as its test bed. The method is easy to state and the experiments are broad.
The authors ask when {k1} can be trusted, answer for a restricted but useful setting, and build {sys} on the answer.
{sys} connects {k1} with {k3}. The learning component is deliberately small, and most of the gain comes from what it is fed.
The paper identifies a mismatch between how {k1} is analysed and how it is used, and closes part of the gap.
A well-motivated contribution to {k1}: the authors measure first, propose second and prove a modest result third.
The submission presents an empirical study of {k1} with a method attached. The study is what I shall remember.
The central object is an estimator for {k2}; the remainder of {sys} exists in order to act upon it quickly.
The paper argues that {k1} is limited by information and not by compute, and supports this with ablations.
{sys} replaces a hand-made rule in {k1} by a learned one and guards it against drift.
The work considers {k1} under realistic constraints. Its guarantees are weaker than the abstract suggests, but they are guarantees.
The authors propose to decide adaptively what most systems fix beforehand. They show gains on benchmarks and in one deployment.
In short: a new view of {k1}, a method that follows from it, and experiments in which it does well against sensible baselines.
The paper examines an assumption on which much of {k1} rests, finds it false in practice, and repairs the consequences.
The manuscript offers a principled alternative to heuristics in {k1}, drawing upon ideas from {k3}.
What is new here is less the model than the objective: {k2} enters the loss directly.
The paper contributes a data set, a method and a negative result on {k1}; I found the negative result the most valuable.
{sys} learns a policy for {k1} from logged decisions, with a correction for the bias of the log.
The authors present a statistical account of {k1} and derive from it how often one ought to act.
A short list of ideas, all of them sound, is combined into {sys} and evaluated on {n} tasks.
This is a careful paper on the interaction of {k1} and {k2}, a subject usually left to folklore.
The submission moves a well-known technique into the setting of {k1}, where its assumptions need to be weakened; doing so is the contribution.
The problem is {k1} with limited supervision. The proposed solution reuses signals which the system already produces.
"""),
    "strengths": _lines("""
The problem is real and stated precisely; Section {sec} could be taught.
The ablation in Figure {fig} isolates the effect of each component, which is rarer than it should be.
I appreciate that the baselines were tuned with the same budget as the method.
The theory is modest and correct, and it predicts where the method fails.
Uncertainty is reported throughout, with intervals rather than stars.
The estimator is simple enough that I would expect others to adopt it.
The authors tested on data which were collected after the design had been fixed.
The negative results are given the same care as the positive ones.
Connecting {k1} with {k3} is original; I know of no earlier work that makes this link explicit.
The writing is a pleasure: definitions come before they are needed, and claims are qualified.
The proof of the main bound is short and, as far as I can tell, complete.
The evaluation covers {n} tasks that differ in ways which matter for the claim.
The choice of metric is discussed and not merely inherited.
Code and logs are promised, and the supplement makes me believe the promise.
The paper resists the temptation to use a large network where a table does the job.
Robustness to drift is measured directly, not argued.
The formulation separates what is known at decision time from what is not, a distinction that much work on {k2} blurs.
Reported gains survive a change of random seed, of split and of model size.
The discussion of limits in Section {sec} is unusually candid.
The approach is compatible with existing training code, and I could imagine trying it tomorrow.
The comparison against an oracle tells the reader how much remains to be gained.
The authors noticed a confounder in earlier evaluations of {k1} and removed it.
The learning problem is set up so that a wrong prediction is cheap, which is the right instinct.
The data set alone would be a contribution.
The paper makes me think differently about {k2}, which is what I ask of a good submission.
Figures are legible and say what they show.
The calibration analysis is thorough and changes the conclusion in one interesting case.
"""),
    "weaknesses": _lines("""
The statistical claims rest on {n} seeds. For effects of this size that is not enough.
The bound in Section {sec} assumes independence that the workload plainly violates; the authors should say what remains without it.
Baselines for the learned component are weak: a well-tuned linear model is missing.
I could not find how hyper-parameters were chosen, nor on which data.
The gains are largest where the baseline is worst, and modest elsewhere; the average hides it.
The novelty over existing work on {k1} is smaller than the introduction suggests.
There is no evaluation of quality beyond accuracy. For {k2}, calibration matters at least as much.
Most of the paper concerns engineering. The learning question is raised in Section {sec} and then dropped.
The ablation removes components one at a time, although they clearly interact.
The notation changes between Sections {sec} and 5, and I had to guess what the expectation is taken over.
The evaluation uses tasks that are by now too easy to separate methods.
The claim of generality is tested on a single family of models.
Distribution shift is simulated by adding noise, which is not the shift that occurs in practice.
The proof sketch skips the step I would most like to see: why the error does not compound.
Figure {fig} compares training loss, while the claim is about generalisation.
The method introduces three constants. The sensitivity study varies one of them.
There is no comparison with simply collecting more data, which may be the cheaper option.
Related work in the learning literature, in particular on bandits with switching costs, is not discussed.
The paper conflates variance across seeds with uncertainty about the effect.
I am not convinced that the learned predictor is doing more than memorising the time of day.
The objective is non-convex, yet the analysis treats the minimiser as though it were found.
The fairness implications of deciding per user are not considered.
A deployment is described, but without a control group the improvement cannot be attributed.
The abstract promises guarantees, and the body delivers them for a case that the experiments do not contain.
The study of failures is limited to those injected by the authors.
It is not clear what a practitioner in ML would do differently after reading this paper.
The metric rewards the method by construction, since both use the same proxy.
"""),
    "questions": _lines("""
How does the result change if the seed, the split and the order of the data are varied together?
What is the effective sample size behind Figure {fig}?
Would a constant policy, chosen in hindsight, close the gap?
Is the estimator unbiased when the policy that collected the data was adaptive?
Can the bound be stated in terms of a quantity that can be measured?
How often is the fallback used, and are the results reported with or without it?
Did you try a simpler model, and if so how much was lost?
What happens in the first hour, before there is anything to learn from?
How was the learning rate of the baseline chosen?
Do the gains hold for models ten times larger, or is there reason to think they shrink?
Which of the {n} tasks was used during development?
What is the calibration error of the predictor in the tail?
Could the improvement in Section {sec} come from implicit regularisation?
Does the method need labels that would be unavailable at deployment?
How sensitive is the outcome to the choice of prior?
Have you considered a comparison at equal wall-clock time rather than equal steps?
Is there a setting in which {sys} hurts accuracy? I could not construct one, but did not try hard.
What does the distribution look like that the average in Table 1 summarises?
How does {sys} interact with other methods for {k2}?
Would the approach extend to non-stationary {k1} with abrupt change?
Could you report per-group results?
Which assumption of the theorem is violated in the deployment, and does it matter?
Is the oracle in Figure {fig} subject to the same constraints?
What would be the simplest experiment that could have shown the claim to be false?
Are the logs sufficient to recompute the main table?
How should a reader choose the window without access to your traces?
"""),
    "remarks": _lines("""
I know the literature on {k1} well, and am confident about the novelty assessment.
I have not checked the appendix line by line.
My score assumes that the missing baseline can be added in the response.
The systems part is outside my expertise; I rely on the other side for it.
I would accept this at a learning venue only after revision, but the intersection is where it belongs.
I was torn between two scores, and would like to hear from the Systems reviewers about Section {sec}.
I reviewed an earlier version elsewhere and see real improvement.
I am willing to lead the discussion of this paper.
Nothing here raises ethical concerns in my view.
The overlap with a preprint is explained by common authorship, I think; the chairs may want to look.
I would argue for this paper.
I will not fight for it, nor against it.
The writing made me more sceptical than the content deserves.
Please do not read my low score as dislike of the direction.
If only one of the papers on {k1} can be taken, I prefer this one.
I spent some four hours on this review.
The claim about {k2} should be toned down irrespective of the decision.
A shepherd could help with the statistics.
My confidence is lower for the proofs than for the experiments.
I consider this in scope, if barely.
The supplementary code ran on my machine with small changes.
I should be glad to see an artifact for this paper.
The author response could move me by a point in either direction.
I suspect the authors could say twice as much in half the space.
This is the best paper in my pile.
I have discussed a point of mathematics with a colleague, without naming the paper.
"""),
}

_SYSTEMS: dict[Part, tuple[str, ...]] = {
    "summary": _lines("""
{sys} is a system for {k1}. It adds a control plane that predicts demand and a data plane which is free to ignore the prediction.
The paper reports on the design, implementation and evaluation of {sys}, with {k2} as the driving use case.
The authors characterise {k1} in production, find that most time is spent waiting, and build a mechanism to remove the wait.
{sys} restructures {k1} so that the slow part leaves the critical path.
This paper presents an implementation of {k1} that trades memory for predictability.
The submission is about {k1} at scale. Its insight is that two layers hold half of the needed information each.
The paper proposes an interface between {k1} and {k2}, narrow enough to be retrofitted.
The authors measured a real deployment, identified one bottleneck, removed it and measured again.
{sys} moves a decision from configuration time to run time and makes that cheap enough to be worthwhile.
The paper describes a mechanism for {k1}, a policy on top, and takes care to keep the two apart.
A measurement study followed by a system. The former is stronger than the latter, but both are good.
The work shows that {k1} need not stop the world, by splitting it into steps that can be undone.
{sys} applies ideas known from databases to {k1}, and the fit is better than I expected.
The paper argues that present designs for {k1} over-provision, and shows how much can be saved.
An engineering paper in the good sense: {sys} exists, runs, and has been broken and mended.
The key technique is to overlap {k1} with {k2} under a bound on staleness.
The authors build a simulator, validate it on {n} machines, and explore the design space of {k1} with it.
The submission proposes a new abstraction for {k1} and implements it in a widely used framework.
{sys} handles failure and overload with one mechanism, which I find elegant.
The paper looks at {k1} from the perspective of an operator, and optimises for the tail.
The core of the work is a scheduler for {k1} which takes {k2} into account explicitly.
The paper revisits an old question about {k1} on current hardware and obtains a different answer.
{sys} exposes a property of {k2} to the run-time, which can then act on it without changes to user code.
The contribution is a data structure for {k1} together with evidence that it behaves well when updated concurrently.
Given a cluster with unequal machines, {sys} decides where {k1} should take place and revises that decision cheaply.
The authors present a lean design for {k1}: few messages, no coordinator, and state that can be lost.
"""),
    "strengths": _lines("""
The system has been used in anger, and the paper says what went wrong.
Separation of mechanism and policy is clean; I could replace the policy.
The design degrades to the status quo when the prediction fails.
End-to-end numbers come first, micro-benchmarks second. More papers should do so.
Tail latency is reported, not only the mean.
Failure injection in Section {sec} is thorough, and found real bugs.
The measurement study is valuable in its own right, and the traces will be published.
Overheads are measured on an idle system, where they cannot hide.
The narrow interface makes adoption plausible.
The evaluation includes the strongest open baseline in its recommended configuration.
I like that there is no coordinator to lose.
The implementation is small: a patch that maintainers might accept.
Figure {fig} explains the entire system on a third of a page.
Scaling is shown to {n} machines and the loss at that point is explained.
Back-pressure, which most prototypes ignore, is part of the design.
Energy was measured at the wall.
The paper compares at equal cost as well as at equal hardware.
Crash recovery is simple enough to be believed.
The authors discuss deployment with operators and changed the design as a result.
The choice to keep state soft pays off throughout.
The idea is old in databases and new in {k1}; the paper is honest about both.
The simulator is validated against hardware before being used.
The system is evaluated on a workload that its authors did not choose.
Section {sec} contains the clearest description of {k2} which I have read.
The artifact, judging by the supplement, is in good order.
Isolation between tenants was considered from the beginning.
The mechanism works without profiling runs, a real advantage for short jobs.
"""),
    "weaknesses": _lines("""
All experiments ran on one cluster. The effect may be a property of its network.
The baseline is two releases old, and the newer one has a feature aimed at precisely this problem.
There is no breakdown of where the time goes, so I cannot tell which mechanism matters.
Memory overhead is mentioned in one sentence and measured nowhere.
Throughput at saturation is shown, but operators run at 60% load; what happens there?
The design assumes that clocks agree to within a millisecond. In my experience they do not.
The paper says nothing about upgrades, during which two versions have to coexist.
Section {sec} describes an implementation rather than a design; I missed the alternatives and why they were rejected.
Recovery was tested by stopping processes cleanly. Machines fail in less polite ways.
The workload is closed-loop, which hides queueing.
Figure {fig} starts its axis at 0.8.
The learned component seems unnecessary: a moving average would do, and is easier to operate.
The system contribution is thin. What remains after the model is taken away is a cache.
I doubt that the approach survives contention from other tenants, which was switched off.
The comparison gives {sys} an additional core.
The tail is reported at the 95th percentile. The interesting part begins afterwards.
Scalability is extrapolated from {n} nodes by a model that was fitted to the same nodes.
Security is dismissed with one sentence, although tenants can influence each other's predictions.
The interface leaks: callers must know the batch size in order to use it well.
The trace is not representative, as the authors concede, and yet all conclusions rest on it.
There is no discussion of how an operator would debug this system at three in the morning.
Much of the gain appears to come from a better allocator and not from the idea of the paper.
Cost is computed at list prices, which nobody pays.
Configuration is replaced by learning, but the learner has more knobs than it removes.
The paper does not compare with simply buying more memory.
It is unclear whether correctness holds when messages are reordered.
Related systems work on {k2} from before 2015 is missing and relevant.
"""),
    "questions": _lines("""
What happens when the machine that holds the most state is the one that fails?
How does {sys} behave under overload, when there is no idle time to exploit?
Which part of the gain remains if the baseline is given the same memory?
Could you show a breakdown of one request from arrival to reply?
Is the plan ever computed from a torn read?
What is the largest configuration on which you have run this?
How long does a rolling upgrade take, and what do users see meanwhile?
How were the constants in Section {sec} chosen, and would they differ on other hardware?
Does the result hold for open-loop arrivals?
What limits scaling beyond {n} machines?
Which failures did you see in production that you had not injected?
How much of the patch would be needed for a second framework?
What is the CPU cost at full load, rather than at rest?
Can one tenant slow another by sending odd requests?
What does the 99.9th percentile look like?
How stale can a hint become before it does harm?
Were huge pages and frequency scaling controlled for?
Why was the obvious alternative, doing the work eagerly, not evaluated?
How is the store compacted, and what does that cost?
Would a larger buffer give the same gain without prediction?
Is Figure {fig} a single run?
Does the approach need changes for devices with unified memory?
How is {sys} switched off in an emergency, and how quickly?
What would you need from hardware vendors?
Could the measurement in Section {sec} be an artefact of sampling one trace in a hundred?
How does the system interact with the autoscaler?
"""),
    "remarks": _lines("""
I have built a system of this kind, which may make me too strict.
The learning theory is beyond me; I trust my colleagues on the other side.
I checked the numbers in Table 1 against the supplement, and they agree.
The paper is solid rather than exciting. The programme needs some of these.
I would like to see the response before deciding between two scores.
My main concern can be settled by one experiment.
Were this a short paper I would accept it at once.
The paper is well within scope: neither side could have written it alone.
The submission is close to the border of scope; remove the model and it is a storage paper.
I recognise the deployment, and thus possibly the authors; I have told the chairs.
Good candidate for artifact evaluation.
I can shepherd this paper if it is accepted conditionally.
There is a real system here, and that should count.
I am less positive than the text of my review sounds.
I am more positive than the text of my review sounds.
The evaluation could be repaired; the idea could not be improved.
I read the paper twice, and liked it better the second time.
Please consider my score as a weak one.
I would not mind being outvoted.
No concerns about ethics; some about energy.
The paper should not be rejected for the missing baseline alone.
An industrial author list would explain the missing details, and excuse some of them.
If it is accepted, the title should be changed.
The discussion should focus on whether the workload is representative.
I would put this in the top fifth of my pile.
The reviewers from ML should look at the claim on accuracy, which seems too good.
"""),
}

REVIEW_FRAGMENTS: dict[ReviewerSide, dict[Part, tuple[str, ...]]] = {"ml": _ML, "systems": _SYSTEMS}

OPENING_POSTS = _lines("""
Thanks, everybody. We are split along the usual line here, so let us take the disagreement first: is the evaluation of {k1} enough?
I have read the other reviews and the response. Before we vote, could each of us name the one thing that would change our mind?
Let me start. The ML reviews and the Systems reviews seem to describe two different papers, and I think that both are in there.
We broadly agree on {sys}; what is left is whether the statistical objections are fatal. I lean towards no.
The response answers most of my questions on {k2}. I am inclined to raise my score by one.
I should like to hear from the Systems side whether the baseline is fair. That decides it for me.
""")
REPLY_POSTS = _lines("""
The baseline is fair, though I would have used the newer release. It would narrow the gap without closing it.
I remain unconvinced by the {n} seeds, but agree that the effect is too large to be noise.
Having read review 3 again I withdraw my point about memory: it is in the supplement.
My objection is not to the result but to the claim. If the abstract were toned down, I would be content.
I disagree. A deployment without a control group is an anecdote, however long it lasted.
From our side the interesting part is the interface. The model could be replaced by a table and I would still want the paper.
That is precisely my difficulty: if the model can be replaced by a table, what have we learned about {k1}?
That it does not need a model, which is worth knowing.
I have looked at the proof once more, and it is correct if one reads "bounded" as "bounded in expectation".
Would the two of you accept it with a shepherd who insists on the additional experiment?
I would. The new numbers in the response already look right.
I have changed my score from 2 to 3. The response on {k2} was better than the paper.
We should not ask for another cluster. Few groups have one, and the simulator has been validated.
I keep my score, but will not object if everybody else is in favour.
For the record, I think this is exactly what the conference is for.
Scope: I asked myself whether either community alone would publish it. Probably neither, which speaks for us.
""")
RESPONSE_OPENINGS = _lines("""
We thank the reviewers for their careful reading. We answer the main points first and the smaller ones by reviewer.
We are grateful for four thoughtful reviews. Two concerns are shared by several reviewers, and we begin with these.
Thank you for the detailed comments. Below, all new numbers come from runs completed during the response period.
We appreciate the time that the reviewers have spent, and the disagreement among them, which has helped us to see where the text is unclear.
""")
RESPONSE_POINTS = _lines("""
**More seeds.** We repeated the main experiment with ten seeds. The mean changes by less than 0.3 points, and the interval excludes zero for every task.
**Newer baseline.** The release that was mentioned appeared after submission. We have run it: it closes a fifth of the gap, and combining it with {sys} works.
**Memory.** The overhead is 24 KB a worker plus a buffer of fixed size; we shall add the table which we omitted for space.
**Independence assumption.** The reviewer is right. Without it the bound holds with the mixing time as a factor, and we will state this version instead.
**Simple predictor.** A moving average loses 40% of the gain, since it reacts to the wrong events. The comparison will go into Section {sec}.
**Open-loop load.** We have repeated Figure {fig} with Poisson arrivals. The curves keep their order; the crossing moves from 0.62 to 0.58.
**Clock skew.** Hints carry sequence numbers and not times. The word "simultaneously" in Section {sec} was misleading, and we have removed it.
**Upgrades.** Two versions can coexist because hints may be ignored. We upgraded eleven times in production and can describe how.
**Choice of constants.** All were fixed on one trace and never altered. Varying each by a factor of four changes throughput by at most 6%.
**Novelty.** The work cited assumes that demand is known beforehand. Without it, their method reduces to the default that we compare with.
**Control group.** In weeks 20–28 half of the machines ran without {sys}. We left this out for brevity and now see that it is the most important experiment.
**Energy.** Measured at the wall, consumption falls by 14%, somewhat less than time does.
**Axis of Figure {fig}.** We agree, and now start it at zero.
**Security.** A tenant can slow only itself, as its observations enter only its own rows. We will say so and show the experiment.
""")
RESPONSE_CLOSINGS = _lines("""
We shall make all these changes in the final version.
We hope that this settles the main concerns, and are happy to provide the raw logs.
The code which produced the new numbers is part of the supplement.
If there is room for only one change, we would choose the control group, and would value the reviewers' advice.
""")
META_OPENINGS = _lines("""
The reviewers agree that {k1} is an important problem and that {sys} addresses it in an original way.
The reviews of this paper differed by side at first: the Systems reviewers valued the design, while the ML reviewers doubted the evidence.
This paper was discussed at length. All reviewers found the measurement of {k1} convincing.
Reviewers from both sides read {sys} with interest and raised largely complementary points.
""")
META_MIDDLES = _lines("""
The response added seeds and a newer baseline, after which two reviewers raised their scores.
The main objection, that the workload may not be representative, remains and should be discussed openly in the paper.
In discussion the reviewers agreed that the learned component matters less than the interface, and that this is a finding rather than a flaw.
Concerns about the statistics were settled by the response, those about deployment only in part.
No reviewer questioned correctness; the disagreement concerned what can be concluded from one cluster.
The claims of the abstract go beyond the evidence, which both sides noted independently.
""")
META_ACCEPT = _lines("""
The committee recommends acceptance, and asks the authors to include the new experiments.
We recommend acceptance: the paper needed both communities, and will interest both.
Accept. The authors should moderate the claim about generality as promised.
""")
META_REJECT = _lines("""
The committee does not recommend acceptance in the present form, and encourages a resubmission with a second workload.
On balance the reviewers felt that the evidence does not yet support the claims, although they liked the direction.
The paper was judged to be good work whose contribution lies mostly on one side; it did not rank among those which can be accepted this year.
""")
ARTIFACT_NOTES: dict[str, tuple[str, ...]] = {
    "kick-the-tires": _lines("""
The container built at the first attempt, and the smoke test passed in four minutes.
Installation failed for want of a pinned dependency. The authors answered within a day, and it works now.
The README was enough. I had a first figure within half an hour.
The archive unpacks, the checksum agrees and the small example runs on a laptop without an accelerator.
The script expects a path on the authors' machine. With one line changed, everything runs.
"""),
    "available": _lines("""
The archive has a permanent identifier and a licence, and its content matches the paper.
Deposited in a public repository with a DOI. Version 1.1 corresponds to the camera-ready paper.
"""),
    "functional": _lines("""
All scripts are documented, and each figure has a command. I exercised every one of them.
The artifact is complete apart from the production trace, for which a synthetic substitute with the same statistics is included.
Code is readable and tested; I changed a constant and observed the expected effect.
"""),
    "reproduced": _lines("""
I obtained the main table to within 3% on different hardware. The order of the methods is the same everywhere.
Figures 3, 4 and 6 were reproduced. Figure 5 needs more machines than we have; a smaller version shows the same trend.
The central claim was reproduced with three seeds. My confidence interval contains the reported value.
"""),
}
